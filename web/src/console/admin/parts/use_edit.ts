import { useMemo } from 'react';
import { useDraft } from '../../../session/draft.ts';
import { changesOf } from './changes.ts';

/**
 * The inputs of a form over something that exists: what was typed lies over what is there now. When somebody else
 * changes it meanwhile, the untouched inputs follow and the touched ones keep what was typed; only these are sent.
 */
export function useEdit<Values extends object>(key: string, current: Values) {
  const [typed, setTyped] = useDraft<Partial<Values>>(`admin.${key}`, NOTHING);
  const changes = useMemo(() => changesOf(current, typed), [current, typed]);
  return {
    /** What the inputs show. */
    values: { ...current, ...typed },
    /** What differs from what is there now. */
    changes,
    isChanged: Object.keys(changes).length > 0,
    set: (change: Partial<Values>) => setTyped({ ...typed, ...change }),
    /** Goes back to what is there now. */
    forget: () => setTyped(undefined),
  };
}

/** What `useEdit` gives to a form. */
export type Edit<Values extends object> = ReturnType<typeof useEdit<Values>>;

const NOTHING = {};
