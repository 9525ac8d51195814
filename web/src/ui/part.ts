/** A part of the program that did not come: the line is bad, or the server has a newer program without it. */
export class PartMissing extends Error {}

/** How long until the second try. */
const PAUSE = 1_000;

/** Which program in this tab was loaded anew for a part that did not come: once is enough. */
const RENEWED = 'asistencia.renewed';

/** Makes the loading of a part of the program stand a bad line: it is tried twice. */
export function twice<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return () =>
    load().catch(async () => {
      await new Promise((goOn) => setTimeout(goOn, PAUSE));
      return load();
    });
}

/**
 * The same of what is to be shown. A browser may remember what did not come, and a newer program of the server's has it
 * no more: then only a page that is loaded anew asks for it again. What is typed is kept in the tab.
 */
export function part<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return async () => {
    try {
      return await twice(load)();
    } catch (cause) {
      const program = document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '';
      if (sessionStorage.getItem(RENEWED) === program || !(await isThere())) {
        throw new PartMissing('', { cause });
      }
      sessionStorage.setItem(RENEWED, program);
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
