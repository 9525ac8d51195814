/** A part of the program that did not come: the line is bad, or the server has a newer program without it. */
export class PartMissing extends Error {}

/** How long until the second try. */
const PAUSE = 1_000;

/** Says in this tab that it was loaded anew for a newer program: once is enough. */
const RENEWED = 'asistencia.renewed';

/**
 * Makes the loading of a part of the program stand a bad line: it is tried twice. Where the server has a newer program
 * the page is loaded anew, for then the part is gone for good; what is typed is kept in the tab.
 */
export function part<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return async () => {
    try {
      return await load().catch(async () => {
        await new Promise((goOn) => setTimeout(goOn, PAUSE));
        return load();
      });
    } catch (cause) {
      if (!(await hasNewer()) || sessionStorage.getItem(RENEWED)) throw new PartMissing('', { cause });
      sessionStorage.setItem(RENEWED, 'yes');
      location.reload();
      return new Promise<never>(() => {});
    }
  };
}

/** Loads the page anew if the server answers; else the page stays, for the browser's own would take its place. */
export async function loadAnew() {
  if ((await freshPage()) !== null) location.reload();
}

/** Whether the server's page begins with another program than this one. */
async function hasNewer(): Promise<boolean> {
  const entry = document.querySelector<HTMLScriptElement>('script[type=module]')?.getAttribute('src');
  const page = await freshPage();
  return page !== null && entry !== null && entry !== undefined && !page.includes(`"${entry}"`);
}

/** What the server has at this address now; null where it does not answer. */
async function freshPage(): Promise<string | null> {
  try {
    const answer = await fetch(location.href, { cache: 'no-store' });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
