import type { ReactNode } from 'react';
import { useCallback } from 'react';
import { useClient, useQuery } from 'urql';
import { Redirect } from 'wouter';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useFeed } from '../../graphql/use_feed.ts';
import { LinkNeeded } from '../door/LinkNeeded.tsx';
import { useComingBack } from '../returns.ts';
import { Loading } from '../shell/Loading.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { AppointmentFragment } from './appointment.ts';
import { OpenFormFragment } from './open_form.ts';
import { RemindedFragment } from './reminded.ts';
import { StudyFragment } from './study.ts';

const HolderQuery = graphql(
  `
    query Holder {
      viewer {
        __typename
        ... on Journey {
          id
          assistanceRequest {
            id
            state
            newPhotoReason
            patient {
              id
              ...Reminded
            }
          }
          services {
            id
            ...Study
          }
          appointment {
            id
            state
            ...Appointment
          }
          forms(openOnly: true) {
            nodes {
              id
              state
              ...OpenForm
            }
          }
        }
        ... on CarePlanJourney {
          id
          carePlan {
            id
            title
            patient {
              id
              ...Reminded
            }
            coming: visits(states: [BOOKED, IN_PROGRESS]) {
              nodes {
                id
                startsAt
                endsAt
                state
                visitNumber
                services {
                  id
                  ...Study
                }
                ...Appointment
              }
            }
            past: visits(states: [COMPLETED, NO_SHOW], first: 100) {
              nodes {
                id
                startsAt
                state
              }
            }
          }
          forms(openOnly: true) {
            nodes {
              id
              state
              ...OpenForm
            }
          }
        }
      }
    }
  `,
  [RemindedFragment, StudyFragment, AppointmentFragment, OpenFormFragment],
);

const JourneyFeed = graphql(`
  subscription JourneyFeed($after: Cursor) {
    journeyChanged(after: $after) {
      __typename
      ... on JourneyChanged {
        cursor
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
`);

type Viewer = NonNullable<ResultOf<typeof HolderQuery>['viewer']>;

/** What the holder of a link to a request has. */
export type RequestHolder = Extract<Viewer, { __typename: 'Journey' }>;

/** What the holder of a link to a care plan has. */
export type CarePlanHolder = Extract<Viewer, { __typename: 'CarePlanJourney' }>;

/** Returns what reads again all that the holder of a link has, after something in it changed. */
export function useReread() {
  const client = useClient();
  return useCallback(
    () => client.query(HolderQuery, {}, { requestPolicy: 'network-only' }).toPromise(),
    [client],
  );
}

/** Follows what staff change, and reads again when the telephone is looked at after a while. */
function useFreshness(holds: boolean) {
  const reread = useReread();
  useFeed(JourneyFeed, holds ? null : undefined, { onEvent: reread, onResync: reread });
  useComingBack(holds ? reread : undefined);
}

function useHolder() {
  const [{ data, error, fetching }, read] = useQuery({ query: HolderQuery });
  const viewer = data?.viewer;
  useFreshness(viewer?.__typename === 'Journey' || viewer?.__typename === 'CarePlanJourney');
  const again = () => read({ requestPolicy: 'network-only' });
  // Who has just opened the link is not known yet; what is still there is of before, when nobody was.
  return { viewer, error, waits: fetching && !viewer, again };
}

/** Shows a screen of the holder of a link to a request, or what stands in its way. */
export function ForRequest({ children }: { children: (holder: RequestHolder) => ReactNode }) {
  return (
    <Held>
      {(viewer) =>
        viewer.__typename === 'Journey' ? children(viewer) : <Redirect replace to="/tratamiento" />
      }
    </Held>
  );
}

/** Shows a screen of the holder of a link to a care plan, or what stands in its way. */
export function ForCarePlan({ children }: { children: (holder: CarePlanHolder) => ReactNode }) {
  return (
    <Held>
      {(viewer) =>
        viewer.__typename === 'CarePlanJourney' ? children(viewer) : <Redirect replace to="/reservar" />
      }
    </Held>
  );
}

function Held({ children }: { children: (viewer: RequestHolder | CarePlanHolder) => ReactNode }) {
  const { viewer, error, waits, again } = useHolder();
  if (waits) return <Loading />;
  if (viewer?.__typename === 'Journey' || viewer?.__typename === 'CarePlanJourney') return children(viewer);
  if (error) return <Unavailable again={again} error={error} />;
  return <LinkNeeded />;
}
