import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../graphql/graphql.ts';
import { OrderFragment } from '../viewer/OrderViewer.tsx';
import type { Reviewed } from './changes.ts';
import { HistoryFragment } from './History.tsx';
import { PatientCardFragment } from './PatientCard.tsx';

/** What of a request changes while somebody looks at it; the live feed brings it. */
export const LiveRequestFragment = graphql(
  `
  fragment LiveRequest on AssistanceRequest {
    id
    version
    state
    attentionReason
    resolvedAt
    claim {
      by {
        id
        name
      }
      expiresAt
    }
    services {
      id
      code
      name
      circuit {
        id
        name
        allowsMultiple
      }
    }
    dispatch {
      dueAt
      state
      canAmend
      confirmedBy {
        id
        name
      }
      notification {
        id
        sentAt
      }
    }
    order {
      id
      attachments {
        id
      }
    }
    patient {
      id
      ...PatientCard
    }
    ...History
  }
`,
  [PatientCardFragment, HistoryFragment],
);

/** All that the right side shows of a request. */
export const RequestQuery = graphql(
  `
  query Request($id: ID!) {
    assistanceRequest(id: $id) {
      id
      uploadedAt
      bookingPortalUrl
      order {
        id
        ...Order
      }
      ...LiveRequest
    }
  }
`,
  [LiveRequestFragment, OrderFragment],
);

/** A request as it is open. */
export type OpenRequest = NonNullable<ResultOf<typeof RequestQuery>['assistanceRequest']>;

/** A service that was picked. */
export type PickedService = ResultOf<typeof LiveRequestFragment>['services'][number];

/** What of it a change of would matter to who reviews it. */
export function reviewed(ref: FragmentOf<typeof LiveRequestFragment>): Reviewed {
  const request = readFragment(LiveRequestFragment, ref);
  const history = readFragment(HistoryFragment, request);
  return {
    version: request.version,
    state: request.state,
    attentionReason: request.attentionReason,
    confirmedBy: request.dispatch?.confirmedBy?.id ?? null,
    services: request.services,
    pages: request.order.attachments.length,
    contacts: history.contactAttempts.length,
    replies: history.replies.length,
  };
}
