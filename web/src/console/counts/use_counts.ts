import { useCallback, useEffect } from 'react';
import { type Client, useClient, useQuery } from 'urql';
import { serverNow } from '../../graphql/clock.ts';
import { graphql } from '../../graphql/graphql.ts';
import { addDays } from '../../i18n/days.ts';
import { useFormat } from '../../i18n/format.ts';

const CountsQuery = graphql(`
  query Counts($today: Date!, $yesterday: Date!) {
    earlier: worklist(filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION], to: $yesterday }, first: 0) {
      totalCount
    }
    today: worklist(filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION], from: $today }, first: 0) {
      totalCount
    }
    planned: worklist(filter: { states: [DISPATCH_PLANNED] }, first: 0) {
      totalCount
    }
  }
`);

/** How long what happens is gathered before it is counted, in milliseconds. */
const GATHERED = 500;
/** How often it is counted where nothing was heard: not every screen follows what colleagues do. */
const UNHEARD = 60_000;

/** The clients that are about to count. */
const counting = new WeakSet<Client>();

/** How many requests wait for a review, of earlier days and of today, and how many messages wait to be sent. */
interface Counts {
  earlier: number;
  today: number;
  planned: number;
}

function useDays() {
  const today = useFormat().dayOf(serverNow());
  return { today, yesterday: addDays(today, -1) };
}

/** The clinic's counts, by the server; undefined until they are known. */
export function useCounts(isAllowed = true): Counts | undefined {
  const [{ data }] = useQuery({ query: CountsQuery, variables: useDays(), pause: !isAllowed });
  return (
    data && {
      earlier: data.earlier.totalCount,
      today: data.today.totalCount,
      planned: data.planned.totalCount,
    }
  );
}

/** Returns what counts anew, soon and once for all that happens until then. */
export function useRecount(): () => void {
  const client = useClient();
  const { today, yesterday } = useDays();
  return useCallback(() => {
    if (counting.has(client)) return;
    counting.add(client);
    setTimeout(() => {
      counting.delete(client);
      void client.query(CountsQuery, { today, yesterday }, { requestPolicy: 'network-only' }).toPromise();
    }, GATHERED);
  }, [client, today, yesterday]);
}

/** Counts anew now and then. */
export function useRecountAtTimes(isAllowed: boolean) {
  const recount = useRecount();
  useEffect(() => {
    if (!isAllowed) return;
    const timer = setInterval(recount, UNHEARD);
    return () => clearInterval(timer);
  }, [isAllowed, recount]);
}
