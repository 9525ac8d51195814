/** It is a secret: no storage has it, and it is gone with the page. */
let opened: string | undefined;

/** Keeps which link this page was opened by, while the page is there. */
export function keepOpened(token: string) {
  opened = token;
}

/** The link that this page was opened by; undefined where it was reached without one. */
export function openedBy(): string | undefined {
  return opened;
}
