import { useCallback, useEffect, useReducer, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useReturn } from '../../graphql/reread.ts';
import { useLivePages } from '../../graphql/use_live_pages.ts';
import { useFormat } from '../../i18n/format.ts';
import { useSession } from '../../session/session.tsx';
import { useRecount } from '../counts/use_counts.ts';
import { FeedSignsFragment } from '../request/feed_signs.ts';
import { RequestRowFragment } from '../request/request_row.ts';
import { type List, type ListEvent, listAfter, type Place, reaches } from './list.ts';
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

/** Asked after the first page: counting can take longer than reading it. */
const CountQuery = graphql(`
  query WorklistCount($filter: WorklistFilter!) {
    worklist(filter: $filter, first: 0) {
      totalCount
    }
  }
`);

const Changes = graphql(
  `
  subscription WorklistChanges($after: Cursor) {
    worklistChanged(after: $after) {
      ...FeedSigns
      ... on AssistanceRequestChanged {
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
    }
  }
`,
  [FeedSignsFragment, RequestRowFragment],
);

/** The grid as far as it is read. */
interface Worklist {
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
  const key = JSON.stringify(question);
  const count = useCallback(async () => {
    const { filter } = JSON.parse(key) as WorklistQuestion;
    const { data } = await client.query(CountQuery, { filter }, { requestPolicy: 'network-only' });
    if (data) setTotal(data.worklist.totalCount);
  }, [client, key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of what is asked now, and of nothing else
  useEffect(() => setTotal(undefined), [key]);
  const recount = useRecount();
  const { isReading, error, readOn, readAgain } = useLivePages({
    document: PageQuery,
    variables: question,
    pageOf: ({ worklist: { nodes, pageInfo, feedCursor } }) => ({ rows: nodes, pageInfo, feedCursor }),
    isEnough: (count, isFirst) => !isFirst || !place || reaches(count, place),
    onRead: (rows, { isFirst, hasMore }) => {
      tell({ type: isFirst ? 'read' : 'more', page: { ids: rows.map(({ id }) => id), hasMore } });
      if (isFirst) void count();
    },
    feed: Changes,
    onEvent: ({ kind, assistanceRequest: request }) => {
      const isOldestFirst = question.orderBy.field === 'UPLOADED_AT' && question.orderBy.direction === 'ASC';
      tell({
        type: 'changed',
        id: request.id,
        belongs: belongs(question, request, list?.ids.includes(request.id) ?? false, dayOf),
        comesLast: kind === 'ORDER_UPLOADED' && isOldestFirst,
      });
      recount();
    },
  });

  useReturn(useSession().live.connection, () => {
    if (total === undefined) void count();
  });
  return { list, total, isReading, error, readMore: readOn, readAgain };
}
