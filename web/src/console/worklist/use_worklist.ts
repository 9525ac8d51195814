import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useReturn } from '../../graphql/reread.ts';
import { useFeed } from '../../graphql/use_feed.ts';
import { useFormat } from '../../i18n/format.ts';
import { useSession } from '../../session/session.tsx';
import { RequestRowFragment } from '../request/request_row.ts';
import { type List, type ListEvent, type ListPage, listAfter, type Place, reaches } from './list.ts';
import { belongs, type WorklistQuestion } from './search.ts';

const PageQuery = graphql(
  `
  query WorklistPage($filter: WorklistFilter!, $orderBy: WorklistOrder!, $after: String) {
    worklist(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {
      nodes {
        id
        ...RequestRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      feedCursor
    }
  }
`,
  [RequestRowFragment],
);

/** Asked beside the first page: counting can take longer than reading it. */
const CountQuery = graphql(`
  query WorklistCount($filter: WorklistFilter!) {
    worklist(filter: $filter, first: 1) {
      totalCount
    }
  }
`);

const Changes = graphql(
  `
  subscription WorklistChanges($after: Cursor) {
    worklistChanged(after: $after) {
      __typename
      ... on AssistanceRequestChanged {
        cursor
        kind
        assistanceRequest {
          id
          uploadedAt
          state
          resolvedAt
          attentionReason
          patient {
            id
            coverage {
              payer {
                id
              }
            }
          }
          ...RequestRow
        }
      }
      ... on FeedHeartbeat {
        cursor
      }
      ... on FeedResync {
        cursor
      }
    }
  }
`,
  [RequestRowFragment],
);

/** The grid as far as it is read. */
export interface Worklist {
  /** Undefined until the first page is there. */
  list: List | undefined;
  /** Requests of all pages; undefined while it is counted. */
  total: number | undefined;
  isReading: boolean;
  error: CombinedError | undefined;
  /** Reads the next page, unless it is being read. */
  readMore: () => void;
  /** Reads everything anew. */
  readAgain: () => void;
}

/**
 * Reads the grid page by page, and follows what changes. The rows are in the cache, where each row reads its own. The
 * first reading goes on as far as `place`.
 */
export function useWorklist(question: WorklistQuestion, place: Place | undefined): Worklist {
  const client = useClient();
  const { dayOf } = useFormat();
  const [list, tell] = useReducer(
    (list: List | undefined, event: ListEvent) => listAfter(list, event),
    undefined,
  );
  const [total, setTotal] = useState<number>();
  const [isReading, setReading] = useState(true);
  const [error, setError] = useState<CombinedError>();
  const [feedCursor, setFeedCursor] = useState<string>();
  const key = JSON.stringify(question);
  // An answer to what is no longer asked is thrown away.
  const asked = useRef<symbol>(undefined);

  const read = useCallback(
    async (after: string | null, place?: Place) => {
      const reading = Symbol();
      asked.current = reading;
      setReading(true);
      const question = JSON.parse(key) as WorklistQuestion;
      let page: ListPage | undefined;
      do {
        const variables = { ...question, after: page?.endCursor ?? after };
        const { data, error } = await client.query(PageQuery, variables, { requestPolicy: 'network-only' });
        if (asked.current !== reading) return;
        setError(error);
        if (!data) break;
        const { nodes, pageInfo, feedCursor } = data.worklist;
        page = {
          ids: [...(page?.ids ?? []), ...nodes.map(({ id }) => id)],
          endCursor: pageInfo.endCursor,
          hasMore: pageInfo.hasNextPage,
        };
        setFeedCursor((before) => before ?? feedCursor);
      } while (page.hasMore && place && !reaches(page.ids.length, place));
      setReading(false);
      if (page) tell({ type: after === null ? 'read' : 'more', page });
    },
    [client, key],
  );
  const count = useCallback(async () => {
    const { filter } = JSON.parse(key) as WorklistQuestion;
    const { data } = await client.query(CountQuery, { filter }, { requestPolicy: 'network-only' });
    if (data) setTotal(data.worklist.totalCount);
  }, [client, key]);
  const readAgain = useCallback(() => {
    void read(null);
    void count();
  }, [read, count]);

  const goal = useRef(place);
  goal.current = place;
  useEffect(() => {
    setTotal(undefined);
    void read(null, goal.current);
    void count();
    return () => {
      asked.current = undefined;
    };
  }, [read, count]);

  useReturn(useSession().live.connection, () => {
    if (error) readAgain();
  });
  useFeed(Changes, feedCursor, {
    onResync: readAgain,
    onEvent: ({ kind, assistanceRequest: request }) => {
      const isOldestFirst = question.orderBy.field === 'UPLOADED_AT' && question.orderBy.direction === 'ASC';
      tell({
        type: 'changed',
        id: request.id,
        belongs: belongs(question, request, list?.ids.includes(request.id) ?? false, dayOf),
        comesLast: kind === 'ORDER_UPLOADED' && isOldestFirst,
      });
    },
  });

  const readMore = useCallback(() => {
    if (!isReading && list?.hasMore && list.endCursor) void read(list.endCursor);
  }, [isReading, list, read]);

  return { list, total, isReading, error, readMore, readAgain };
}
