import { useCallback, useState } from 'react';

const PREFIX = 'asistencia.draft.';

/**
 * State of a form that outlives a reload and a lost session in this tab. `key` is an opaque id and what the form is
 * for, and names nobody. `undefined` forgets it.
 */
export function useDraft<Value>(key: string, initial: Value) {
  const [value, setValue] = useState<Value>(() => readDraft(key) ?? initial);
  const change = useCallback(
    (next: Value | undefined) => {
      setValue(next ?? initial);
      keepDraft(key, next);
    },
    [key, initial],
  );
  return [value, change] as const;
}

/** How the keys of drafts of forms begin. They are a patient's answers: they end with the session of a link too. */
export const FORM_DRAFTS = 'formulario.';

/** Forgets all drafts, or those whose keys begin so: who signs out leaves nothing behind. */
export function forgetDrafts(beginning = '') {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX + beginning)) sessionStorage.removeItem(key);
  }
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
