import type { CombinedError } from '@urql/core';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { useClient } from 'urql';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useReturn } from '../../graphql/reread.ts';
import { useFeed } from '../../graphql/use_feed.ts';
import { useSession } from '../../session/session.tsx';
import { QueueRowFragment } from './QueueRow.tsx';
import { type QueueState, queueReducer } from './queue.ts';
import { LiveRequestFragment } from './request.ts';

const QueueQuery = graphql(
  `
  query Queue($after: String) {
    worklist(
      filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION] }
      orderBy: { field: UPLOADED_AT }
      first: 100
      after: $after
    ) {
      edges {
        cursor
        node {
          id
          uploadedAt
          state
          ...QueueRow
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
  [QueueRowFragment],
);

const QueueFeed = graphql(
  `
  subscription QueueFeed($after: Cursor) {
    worklistChanged(after: $after) {
      __typename
      ... on AssistanceRequestChanged {
        cursor
        kind
        assistanceRequest {
          id
          uploadedAt
          state
          ...QueueRow
          ...LiveRequest
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
  [QueueRowFragment, LiveRequestFragment],
);

/** A request as the queue holds it. */
export type QueuedRequest = ResultOf<typeof QueueQuery>['worklist']['edges'][number]['node'];

/** What brings a request into the queue that was not there a moment ago. */
const ARRIVALS: readonly string[] = ['ORDER_UPLOADED', 'PHOTOS_ADDED'];

const EMPTY: QueueState<QueuedRequest> = { rows: [], arrived: new Set() };

/** The queue of requests that wait for a review, kept up to date by the live feed. */
export function useQueue() {
  const client = useClient();
  const [queue, dispatch] = useReducer(queueReducer<QueuedRequest>, EMPTY);
  const [page, setPage] = useState<{ feedCursor: string; endCursor: string | null; hasMore: boolean }>();
  const [error, setError] = useState<CombinedError>();
  const reading = useRef(false);

  const read = useCallback(
    async (after: string | null) => {
      if (reading.current) return;
      reading.current = true;
      // Not from the cache: what happened while nobody looked is not in it.
      const result = await client.query(QueueQuery, { after }, { requestPolicy: 'network-only' }).toPromise();
      reading.current = false;
      setError(result.error);
      if (!result.data) return;
      const { edges, pageInfo, feedCursor } = result.data.worklist;
      dispatch({ type: 'read', rows: edges.map(({ node }) => node), anew: after === null });
      setPage({ feedCursor, endCursor: pageInfo.endCursor, hasMore: pageInfo.hasNextPage });
    },
    [client],
  );
  useEffect(() => {
    void read(null);
  }, [read]);

  useReturn(useSession().live.connection, () => {
    if (error) void read(page?.endCursor ?? null);
  });
  useFeed(QueueFeed, page?.feedCursor, {
    onEvent: ({ kind, assistanceRequest }) =>
      dispatch({ type: 'changed', row: assistanceRequest, arrived: ARRIVALS.includes(kind) }),
    onResync: () => void read(null),
  });

  return {
    rows: queue.rows,
    arrived: queue.arrived,
    isRead: page !== undefined,
    error,
    hasMore: page?.hasMore ?? false,
    /** Reads the next page; the first where none was read. */
    readOn: useCallback(() => void read(page?.endCursor ?? null), [read, page?.endCursor]),
    /** Somebody has seen what arrived. */
    see: useCallback(
      (id?: string) => dispatch(id === undefined ? { type: 'seen' } : { type: 'seen', id }),
      [],
    ),
  };
}
