import type { TypedDocumentNode } from '@urql/core';
import { useCallback, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql, readFragment } from '../../graphql/graphql.ts';
import { type Problems, type UserError, useProblems } from '../../graphql/problems.ts';
import { useOneAtATime } from '../../graphql/use_one_at_a_time.ts';
import { RequestRowFragment } from '../worklist/RequestRow.ts';

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

/** A mutation that answers with a payload. */
type Answer = Record<string, { userErrors: readonly UserError[] }>;

/**
 * A mutation of a dialog: `run` says whether it was done. What was refused is in `problems`, by the inputs that are
 * `shown`; what was typed stays. A request that changed meanwhile is read anew by `onStale`, so that the next try is
 * about what one sees.
 */
export function useAction<Data extends object, Variables extends { input: object }>(
  document: TypedDocumentNode<Data, Variables>,
  shown: readonly (keyof Variables['input'] & string)[],
  onStale?: () => void,
) {
  const [{ fetching }, mutate] = useMutation(document);
  const oneAtATime = useOneAtATime();
  const wordsOf = useProblems();
  const [problems, setProblems] = useState<Problems>();
  const run = async (variables: Variables): Promise<boolean> => {
    const answer = await oneAtATime(() => mutate(variables));
    if (!answer) return false;
    const { data, error } = answer;
    const userErrors = data && Object.values(data as unknown as Answer)[0]?.userErrors;
    if (data && !error && userErrors?.length === 0) {
      setProblems(undefined);
      return true;
    }
    const found = wordsOf({ error, userErrors }, shown);
    setProblems(found);
    if (found.codes.some((code) => STALE.has(code))) onStale?.();
    return false;
  };
  return { run, problems, isBusy: fetching };
}

const STALE = new Set(['STALE_VERSION', 'CONFLICT', 'SLOT_TAKEN', 'ALREADY_RESOLVED', 'CLAIMED_BY_OTHER']);
