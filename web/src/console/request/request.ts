import { useCallback } from 'react';
import { useQuery } from 'urql';
import { graphql, readFragment } from '../../graphql/graphql.ts';
import { RequestRowFragment } from './request_row.ts';

/** What the dialogs about a request show of it. */
export const RequestInHandFragment = graphql(
  `
  fragment RequestInHand on AssistanceRequest {
    id
    ...RequestRow
    contactAttempts {
      at
      message
      by {
        id
        name
      }
    }
    services {
      id
      name
      circuit {
        id
        name
        allowsMultiple
      }
    }
  }
`,
  [RequestRowFragment],
);

const RequestQuery = graphql(
  `
  query RequestInHand($id: ID!) {
    assistanceRequest(id: $id) {
      id
      ...RequestInHand
    }
  }
`,
  [RequestInHandFragment],
);

/** The request that a dialog is about, as the server knows it now. */
export function useRequestInHand(id: string) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: RequestQuery,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const inHand = readFragment(RequestInHandFragment, data?.assistanceRequest);
  const row = readFragment(RequestRowFragment, inHand);
  const again = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask]);
  return { request: inHand && row ? { ...inHand, ...row } : undefined, error, fetching, again };
}

/** A request in hand. */
export type RequestInHand = NonNullable<ReturnType<typeof useRequestInHand>['request']>;
