import { graphql } from '../../graphql/graphql.ts';

/** What changes about patients, with a request or without. */
export const PatientFeed = graphql(`
  subscription PatientFeed($after: Cursor) {
    patientChanged(after: $after) {
      __typename
      ... on PatientChanged {
        cursor
        kind
        patientId
      }
      ... on FeedHeartbeat {
        cursor
      }
      ... on FeedResync {
        cursor
      }
    }
  }
`);
