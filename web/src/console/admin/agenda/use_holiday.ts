import { useState } from 'react';
import { useClient } from 'urql';
import { type ResultOf, readFragment } from '../../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../../graphql/problems.ts';
import { useOneAtATime } from '../../../graphql/use_one_at_a_time.ts';
import { ResourceHours, SetScheduleException } from './documents.ts';

/** What became of one resource. */
export type Outcome =
  | { isSaved: true; outside: ResultOf<typeof ResourceHours>['appointmentsOutsideHours'] }
  /** Without words: somebody else was faster. */
  | { isSaved: false; words: string[] };

/** A resource, and the version that one sees. */
interface Seen {
  id: string;
  version: number;
}

const NONE: ReadonlyMap<string, Outcome> = new Map();

/**
 * Closes many resources on one day, one after the other: each is its own change, and says itself what became of it.
 * What was saved stays saved; trying again goes on with the others, as they are then.
 */
export function useHoliday(readAgain: () => void) {
  const client = useClient();
  const oneAtATime = useOneAtATime();
  const wordsOf = useProblems();
  const [outcomes, setOutcomes] = useState(NONE);
  const [problems, setProblems] = useState<Problems>();
  const [isRunning, setRunning] = useState(false);

  /** Says how many of them are closed in the end. */
  const close = async (day: string, reason: string | null, resources: readonly Seen[]): Promise<number> => {
    setRunning(true);
    setProblems(undefined);
    const told = new Map(outcomes);
    for (const { id, version } of resources) {
      if (told.get(id)?.isSaved) continue;
      const input = { resourceId: id, version, day, hours: [], reason };
      const { data, error } = await client.mutation(SetScheduleException, { input });
      const payload = data?.setScheduleException;
      const hours = readFragment(ResourceHours, payload?.resource);
      if (hours && payload?.userErrors.length === 0) {
        told.set(id, { isSaved: true, outside: hours.appointmentsOutsideHours });
      } else {
        const found = wordsOf({ error, userErrors: payload?.userErrors }, ['day', 'reason']);
        if (error || found.general.length === 0) {
          // The others would only hear the same.
          setProblems(found);
          break;
        }
        const isStale = found.codes.includes('STALE_VERSION');
        told.set(id, { isSaved: false, words: isStale ? [] : found.general });
      }
      setOutcomes(new Map(told));
    }
    setRunning(false);
    // The lists say how many are booked outside of hours, and the versions are new.
    readAgain();
    return resources.filter(({ id }) => told.get(id)?.isSaved).length;
  };
  return {
    run: (...closing: Parameters<typeof close>) => oneAtATime(() => close(...closing)),
    outcomes,
    problems,
    isRunning,
    /** Another day is another matter. */
    forget: () => {
      setOutcomes(NONE);
      setProblems(undefined);
    },
  };
}
