/** A part of the program that did not come: the line is bad, or the server has a newer program without it. */
export class PartMissing extends Error {}

/** How long until the second try. */
const PAUSE = 1_000;

/** Says in this tab that it was loaded anew for a part that did not come: once is enough. */
const RENEWED = 'asistencia.renewed';

/**
 * Makes the loading of a part of the program stand a bad line, and a server that has a newer program without it. A
 * browser may remember what did not come: then only a page that is loaded anew asks for it again. What is typed is kept
 * in the tab.
 */
export function part<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return async () => {
    try {
      return await load().catch(async () => {
        await new Promise((goOn) => setTimeout(goOn, PAUSE));
        return load();
      });
    } catch (cause) {
      if (sessionStorage.getItem(RENEWED) || !(await isThere())) throw new PartMissing('', { cause });
      sessionStorage.setItem(RENEWED, 'yes');
      location.reload();
      return new Promise<never>(() => {});
    }
  };
}

/** Loads the page anew if the server answers; else the page stays, for the browser's own would take its place. */
export async function loadAnew() {
  if (await isThere()) location.reload();
}

/** Whether the server has a page at this address now. */
async function isThere(): Promise<boolean> {
  try {
    return (await fetch(location.href, { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
