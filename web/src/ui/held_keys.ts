/** Keys that do or end something. */
const DEEDS: readonly string[] = ['Enter', 'Escape'];

/**
 * Takes the repeats of a key that is held: what was done by pressing it must not be done to whatever has the focus
 * next. Lines of a longer text go on.
 */
export function ignoreHeldKeys() {
  const ignore = (event: KeyboardEvent) => {
    if (!event.repeat || !DEEDS.includes(event.key)) return;
    const isCommand = event.ctrlKey || event.metaKey || event.key === 'Escape';
    if (event.target instanceof HTMLTextAreaElement && !isCommand) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  // Before any listener of the page.
  document.addEventListener('keydown', ignore, { capture: true });
}
