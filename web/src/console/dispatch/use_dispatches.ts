import { useReducer } from 'react';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useLivePages } from '../../graphql/use_live_pages.ts';
import { useRecount } from '../counts/use_counts.ts';
import { FeedSignsFragment } from '../request/feed_signs.ts';
import { DispatchRowFragment } from './DispatchRow.tsx';

const DispatchesQuery = graphql(
  `
  query Dispatches($after: String) {
    worklist(filter: { states: [DISPATCH_PLANNED] }, orderBy: { field: UPLOADED_AT }, first: 100, after: $after) {
      nodes {
        id
        state
        dispatch {
          dueAt
        }
        ...DispatchRow
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
      ...FeedSigns
      ... on AssistanceRequestChanged {
        assistanceRequest {
          id
          state
          dispatch {
            dueAt
          }
          ...DispatchRow
        }
      }
    }
  }
`,
  [FeedSignsFragment, DispatchRowFragment],
);

/** A request whose message waits, or waited a moment ago. */
type PlannedRequest = ResultOf<typeof DispatchesQuery>['worklist']['nodes'][number];

type Action =
  /** Rows came from the server; `isFirst` where they take the place of all that was known. */
  | { type: 'read'; rows: readonly PlannedRequest[]; isFirst: boolean }
  | { type: 'changed'; row: PlannedRequest };

/**
 * The list after what happened: what leaves first stands first. What was planned once stays until the screen is left,
 * so that one sees what became of it; where it has no date any more, it keeps the one it had.
 */
function reducer(rows: readonly PlannedRequest[], action: Action): readonly PlannedRequest[] {
  if (action.type === 'read') return byDueAt(action.isFirst ? [] : rows, action.rows);
  const { row } = action;
  const known = rows.find(({ id }) => id === row.id);
  if (!known && row.state !== 'DISPATCH_PLANNED') return rows;
  return byDueAt(rows, [{ ...row, dispatch: row.dispatch ?? known?.dispatch ?? null }]);
}

function byDueAt(known: readonly PlannedRequest[], more: readonly PlannedRequest[]) {
  const due = ({ dispatch }: PlannedRequest) => Date.parse(dispatch?.dueAt ?? '');
  const rows = new Map([...known, ...more].map((row) => [row.id, row]));
  return [...rows.values()].sort((one, other) => due(one) - due(other));
}

/** The confirmations whose messages wait, kept up to date by the live feed. */
export function useDispatches() {
  const [rows, dispatch] = useReducer(reducer, []);
  const recount = useRecount();
  const pages = useLivePages({
    document: DispatchesQuery,
    variables: {},
    pageOf: ({ worklist: { nodes, pageInfo, feedCursor } }) => ({ rows: nodes, pageInfo, feedCursor }),
    // What waits is what was confirmed within the delay: never many pages.
    isEnough: () => false,
    onRead: (rows, { isFirst }) => dispatch({ type: 'read', rows, isFirst }),
    feed: DispatchesFeed,
    onEvent: ({ assistanceRequest }) => {
      dispatch({ type: 'changed', row: assistanceRequest });
      recount();
    },
  });
  return { ...pages, rows };
}
