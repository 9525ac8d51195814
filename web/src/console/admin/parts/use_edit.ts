import { useMemo, useRef } from 'react';
import { useDraft } from '../../../session/use_draft.ts';
import { changesOf } from './changes.ts';

/**
 * The inputs of a form over something that exists: what was typed lies over what is there now. When somebody else
 * changes it meanwhile, the untouched inputs follow and the touched ones keep what was typed; only these are sent.
 */
export function useEdit<Values extends object>(key: string, current: Values) {
  const [kept, keep] = useDraft<Partial<Values>>(`admin.${key}`, NOTHING);
  const typed = useMemo(() => withoutEmptied(current, kept), [current, kept]);
  const changes = useMemo(() => changesOf(current, typed), [current, typed]);
  // Leaving one input and pressing another are two changes in one moment: neither may undo the other.
  const latest = useRef(typed);
  return {
    /** What the inputs show. */
    values: { ...current, ...typed },
    /** What differs from what is there now. */
    changes,
    isChanged: Object.keys(changes).length > 0,
    set: (change: Partial<Values>) => {
      latest.current = { ...latest.current, ...change };
      keep(latest.current);
    },
    /** Goes back to what is there now. */
    forget: () => {
      latest.current = NOTHING;
      keep(undefined);
    },
  };
}

const NOTHING = {};

/** A draft keeps an emptied number as null: after a reload its input shows the number that it had. */
function withoutEmptied<Values extends object>(current: Values, kept: Partial<Values>): Partial<Values> {
  const isThere = ([name, value]: [string, unknown]) =>
    value !== null || typeof current[name as keyof Values] !== 'number';
  return Object.fromEntries(Object.entries(kept).filter(isThere)) as Partial<Values>;
}

/** What `useEdit` gives to a form. */
export type Edit<Values extends object> = ReturnType<typeof useEdit<Values>>;
