import { graphql } from '../../graphql/graphql.ts';
import { useFeed } from '../../graphql/use_feed.ts';
import { RequestFragment } from './RequestCard.tsx';

const OwnRequestChanged = graphql(
  `
    subscription OwnRequestChanged($after: Cursor) {
      journeyChanged(after: $after) {
        __typename
        ... on JourneyChanged {
          cursor
          assistanceRequest {
            ...Request
          }
        }
        ... on CarePlanChanged {
          cursor
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
  [RequestFragment],
);

/** Follows the patient's own requests. `again` reads them anew, where there may be more to see than what changed. */
export function useOwnRequests(after: string | undefined, again: () => void) {
  useFeed(OwnRequestChanged, after, { onEvent: again, onResync: again });
}
