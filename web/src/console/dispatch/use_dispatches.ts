import type { CombinedError, OperationResult } from '@urql/core';
import { useCallback, useEffect, useReducer, useState } from 'react';
import { useClient } from 'urql';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useReturn } from '../../graphql/reread.ts';
import { useFeed } from '../../graphql/use_feed.ts';
import { useSession } from '../../session/session.tsx';
import { DispatchRowFragment } from './DispatchRow.tsx';

const DispatchesQuery = graphql(
  `
  query Dispatches($after: String) {
    worklist(filter: { states: [DISPATCH_PLANNED] }, orderBy: { field: UPLOADED_AT }, first: 100, after: $after) {
      edges {
        cursor
        node {
          id
          state
          dispatch {
            dueAt
          }
          ...DispatchRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      feedCursor
    }
  }
`,
  [DispatchRowFragment],
);

const DispatchesFeed = graphql(
  `
  subscription DispatchesFeed($after: Cursor) {
    worklistChanged(after: $after) {
      __typename
      ... on AssistanceRequestChanged {
        cursor
        kind
        assistanceRequest {
          id
          state
          dispatch {
            dueAt
          }
          ...DispatchRow
        }
      }
      ... on FeedHeartbeat {
        cursor
      }
      ... on FeedResync {
        cursor
        reason
      }
    }
  }
`,
  [DispatchRowFragment],
);

/** A request whose message waits, or waited a moment ago. */
export type PlannedRequest = ResultOf<typeof DispatchesQuery>['worklist']['edges'][number]['node'];

type Action = { type: 'read'; rows: readonly PlannedRequest[] } | { type: 'changed'; row: PlannedRequest };

/**
 * The list after what happened: what leaves first stands first. What was planned once stays until the screen is left,
 * so that one sees what became of it; where it has no date any more, it keeps the one it had.
 */
function reducer(rows: readonly PlannedRequest[], action: Action): readonly PlannedRequest[] {
  if (action.type === 'read') return byDueAt(action.rows);
  const { row } = action;
  const known = rows.find(({ id }) => id === row.id);
  if (!known && row.state !== 'DISPATCH_PLANNED') return rows;
  const dated = { ...row, dispatch: row.dispatch ?? known?.dispatch ?? null };
  return byDueAt([...rows.filter(({ id }) => id !== row.id), dated]);
}

function byDueAt(rows: readonly PlannedRequest[]) {
  const due = ({ dispatch }: PlannedRequest) => Date.parse(dispatch?.dueAt ?? '');
  return [...rows].sort((one, other) => due(one) - due(other));
}

/** The confirmations whose messages wait, kept up to date by the live feed. */
export function useDispatches() {
  const client = useClient();
  const [rows, dispatch] = useReducer(reducer, []);
  const [feedCursor, setFeedCursor] = useState<string>();
  const [error, setError] = useState<CombinedError>();

  const read = useCallback(async () => {
    const found: PlannedRequest[] = [];
    let after: string | null = null;
    // What waits is what was confirmed within the delay: never many pages.
    do {
      const page: OperationResult<ResultOf<typeof DispatchesQuery>> = await client
        .query(DispatchesQuery, { after }, { requestPolicy: 'network-only' })
        .toPromise();
      setError(page.error);
      if (!page.data) return;
      const { edges, pageInfo, feedCursor } = page.data.worklist;
      found.push(...edges.map(({ node }) => node));
      if (after === null) setFeedCursor(feedCursor);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    // The cache puts pages together: each row once.
    dispatch({ type: 'read', rows: [...new Map(found.map((row) => [row.id, row])).values()] });
  }, [client]);
  useEffect(() => {
    void read();
  }, [read]);
  useReturn(useSession().live.connection, () => {
    if (error) void read();
  });
  useFeed(DispatchesFeed, feedCursor, {
    onEvent: ({ assistanceRequest }) => dispatch({ type: 'changed', row: assistanceRequest }),
    onResync: () => void read(),
  });
  return { rows, isRead: feedCursor !== undefined, error, read };
}
