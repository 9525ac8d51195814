import { useCallback, useState } from 'react';

const PREFIX = 'asistencia.draft.';

/**
 * State of a form that outlives a reload and a lost session in this tab. `key` is an opaque id and what the form is
 * for, and names nobody. `undefined` forgets it.
 */
export function useDraft<Value>(key: string, initial: Value) {
  const [value, setValue] = useState<Value>(() => read(key) ?? initial);
  const change = useCallback(
    (next: Value | undefined) => {
      setValue(next ?? initial);
      if (next === undefined) sessionStorage.removeItem(PREFIX + key);
      else sessionStorage.setItem(PREFIX + key, JSON.stringify(next));
    },
    [key, initial],
  );
  return [value, change] as const;
}

/** Forgets all drafts: who signs out leaves nothing behind. */
export function forgetDrafts() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}

function read(key: string) {
  const kept = sessionStorage.getItem(PREFIX + key);
  return kept === null ? undefined : JSON.parse(kept);
}
