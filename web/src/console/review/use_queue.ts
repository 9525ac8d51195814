import { useCallback, useReducer } from 'react';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useLivePages } from '../../graphql/use_live_pages.ts';
import { useRecount } from '../counts/use_counts.ts';
import { FeedSignsFragment } from '../request/feed_signs.ts';
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
      nodes {
        id
        uploadedAt
        state
        ...QueueRow
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
      ...FeedSigns
      ... on AssistanceRequestChanged {
        assistanceRequest {
          id
          uploadedAt
          state
          ...QueueRow
          ...LiveRequest
        }
      }
    }
  }
`,
  [FeedSignsFragment, QueueRowFragment, LiveRequestFragment],
);

/** A request as the queue holds it. */
export type QueuedRequest = ResultOf<typeof QueueQuery>['worklist']['nodes'][number];

/** What brings a request into the queue that was not there a moment ago. */
const ARRIVALS: readonly string[] = ['ORDER_UPLOADED', 'PHOTOS_ADDED'];

const EMPTY: QueueState<QueuedRequest> = { rows: [], beyond: [], hasMore: false, arrived: new Set() };

/** The queue of requests that wait for a review, kept up to date by the live feed. */
export function useQueue() {
  const [queue, dispatch] = useReducer(queueReducer<QueuedRequest>, EMPTY);
  const recount = useRecount();
  const pages = useLivePages({
    document: QueueQuery,
    variables: {},
    pageOf: ({ worklist: { nodes, pageInfo, feedCursor } }) => ({ rows: nodes, pageInfo, feedCursor }),
    onRead: (rows, reading) => dispatch({ type: 'read', rows, ...reading }),
    feed: QueueFeed,
    onEvent: ({ kind, assistanceRequest }) => {
      dispatch({ type: 'changed', row: assistanceRequest, arrived: ARRIVALS.includes(kind) });
      recount();
    },
  });
  return {
    ...pages,
    queue,
    /** Somebody has seen what arrived. */
    see: useCallback(
      (id?: string) => dispatch(id === undefined ? { type: 'seen' } : { type: 'seen', id }),
      [],
    ),
  };
}
