import { graphql } from '../../graphql/graphql.ts';

/** What every feed of requests tells beside the requests themselves: what happened, and where the feed stands. */
export const FeedSignsFragment = graphql(`
  fragment FeedSigns on WorklistFrame @_unmask {
    __typename
    ... on AssistanceRequestChanged {
      cursor
      kind
    }
    ... on FeedHeartbeat {
      cursor
    }
    ... on FeedResync {
      cursor
    }
  }
`);
