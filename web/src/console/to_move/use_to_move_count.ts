import { useEffect } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';

const CountQuery = graphql(`
  query ToMoveCount {
    appointmentsOutsideHours(first: 1) {
      totalCount
    }
  }
`);

/** How often it is asked again, in milliseconds: hours are rarely changed, and by somebody else. */
const PAUSE = 5 * 60_000;

/** How many appointments have to be moved; 0 until it is known. */
export function useToMoveCount(isAllowed: boolean): number {
  const [{ data }, ask] = useQuery({ query: CountQuery, pause: !isAllowed });
  useEffect(() => {
    if (!isAllowed) return;
    const timer = setInterval(() => ask({ requestPolicy: 'network-only' }), PAUSE);
    return () => clearInterval(timer);
  }, [isAllowed, ask]);
  return data?.appointmentsOutsideHours.totalCount ?? 0;
}
