/** What no input means and the API refuses: NUL and its like. Tabs and line ends are text. */
const CONTROL = /[^\P{Cc}\t\n\r]/gu;

/** Takes control characters, which come along when something is pasted, out of every input as they come in. */
export function dropControlCharacters() {
  const drop = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
    // A file's input has a name for its value, which no script may write.
    if (target.type === 'file') return;
    const clean = target.value.replace(CONTROL, '');
    if (clean === target.value) return;
    // Not by React's setter of the element, which would then see no change.
    const { prototype } = target.constructor as typeof HTMLInputElement | typeof HTMLTextAreaElement;
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(target, clean);
  };
  // Before any listener of the page.
  document.addEventListener('input', drop, { capture: true });
}
