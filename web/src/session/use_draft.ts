import { useCallback, useState } from 'react';
import { keepDraft, readDraft } from './draft.ts';

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
