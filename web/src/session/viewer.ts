import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../graphql/graphql.ts';

/** Asks who is signed in. */
export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      __typename
      ... on User {
        id
        name
        role
      }
      ... on Patient {
        id
        givenName
        familyName
      }
      ... on Journey {
        id
      }
      ... on CarePlanJourney {
        id
      }
    }
  }
`);

/** Who is signed in. */
export type Viewer = NonNullable<ResultOf<typeof ViewerQuery>['viewer']>;

/** A member of the clinic's staff. */
export type Staff = Extract<Viewer, { __typename: 'User' }>;

/** Who is signed in: null where nobody is, undefined while it is not known yet or could not be asked. */
export function useViewer() {
  const [{ data, error }, ask] = useQuery({ query: ViewerQuery });
  return { viewer: data?.viewer, error, again: () => ask({ requestPolicy: 'network-only' }) };
}
