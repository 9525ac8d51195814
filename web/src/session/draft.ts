const PREFIX = 'asistencia.draft.';
const OWNER = 'asistencia.drafts-of';

/** Forgets all drafts: who signs out leaves nothing behind. */
export function forgetDrafts() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
  sessionStorage.removeItem(OWNER);
}

/**
 * Who comes, by opaque id, finds their own drafts after a lost session, and nobody else's. Returns whether somebody
 * else was here before.
 */
export function takeUpDrafts(viewer: string): boolean {
  const owner = sessionStorage.getItem(OWNER);
  if (owner === viewer) return false;
  forgetDrafts();
  sessionStorage.setItem(OWNER, viewer);
  return owner !== null;
}

const PLACE = 'lugar';

/** Keeps the address of this page as the place to come back to, for whoever it was shown to. */
export function keepPlace() {
  keepDraft(PLACE, location.pathname + location.search);
}

/** The place to come back to, once; undefined where none was left. */
export function takePlace(): string | undefined {
  const place = readDraft(PLACE);
  keepDraft(PLACE, undefined);
  return place;
}

/** Keeps what is no component's state; `undefined` forgets it. */
export function keepDraft(key: string, value: unknown) {
  if (value === undefined) sessionStorage.removeItem(PREFIX + key);
  else sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
}

/** What was kept; undefined where nothing was. */
export function readDraft(key: string) {
  const kept = sessionStorage.getItem(PREFIX + key);
  return kept === null ? undefined : JSON.parse(kept);
}
