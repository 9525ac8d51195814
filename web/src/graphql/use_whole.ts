import type { CombinedError, TypedDocumentNode } from '@urql/core';
import { useCallback, useEffect, useState } from 'react';
import { type AnyVariables, useClient } from 'urql';

/** A page of a list. */
interface Page<Node> {
  nodes: readonly Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/**
 * Reads a list to its end, page by page: a choice must not lack some. It follows the cache like `useQuery`; what it
 * shows is always the whole. `document` takes `$after` beside the variables; the cache must not put its pages together.
 */
export function useWhole<Data, Variables extends AnyVariables & { after?: string | null }, Node>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'after'>,
  pageOf: (data: Data) => Page<Node>,
): [{ data: Node[] | undefined; error: CombinedError | undefined }, readAgain: () => void] {
  const client = useClient();
  const [data, setData] = useState<Node[]>();
  const [error, setError] = useState<CombinedError>();
  const [round, setRound] = useState(0);
  const key = JSON.stringify(variables);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `pageOf` only picks, and says the same each time
  useEffect(() => {
    const pages: { after: string | null; nodes?: readonly Node[]; leave: () => void }[] = [];
    const leaveFrom = (place: number) => {
      for (const page of pages.splice(place)) page.leave();
    };
    const follow = (place: number, after: string | null) => {
      if (pages[place]?.after === after) return;
      leaveFrom(place);
      const page: (typeof pages)[number] = { after, leave: () => {} };
      pages.push(page);
      const { unsubscribe } = client
        .query(document, { ...JSON.parse(key), after } as Variables, {
          requestPolicy: round === 0 ? 'cache-and-network' : 'network-only',
        })
        .subscribe(({ data, error }) => {
          setError(error);
          if (!data) return;
          const { nodes, pageInfo } = pageOf(data);
          page.nodes = nodes;
          if (pageInfo.hasNextPage) follow(place + 1, pageInfo.endCursor);
          else leaveFrom(place + 1);
          if (pages.every(({ nodes }) => nodes)) setData(pages.flatMap(({ nodes }) => nodes ?? []));
        });
      page.leave = unsubscribe;
    };
    follow(0, null);
    return () => leaveFrom(0);
  }, [client, document, key, round]);
  const readAgain = useCallback(() => setRound((round) => round + 1), []);
  return [{ data, error }, readAgain];
}
