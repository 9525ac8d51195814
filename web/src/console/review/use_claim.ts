import { useEffect, useRef, useState } from 'react';
import { useClient, useMutation } from 'urql';
import { serverNow } from '../../graphql/clock.ts';
import { graphql } from '../../graphql/graphql.ts';

const Claim = graphql(`
  mutation Claim($input: AssistanceRequestInput!) {
    claimAssistanceRequest(input: $input) {
      assistanceRequest {
        id
        claim {
          by {
            id
            name
          }
          expiresAt
        }
      }
      userErrors {
        code
      }
    }
  }
`);

const Release = graphql(`
  mutation Release($input: AssistanceRequestInput!) {
    releaseAssistanceRequest(input: $input) {
      assistanceRequest {
        id
        claim {
          expiresAt
        }
      }
    }
  }
`);

/** Who only passes by, from one row to the next, claims nothing. */
const PASSING = 300;

/** Who is on a request, and until when. */
export interface ClaimOf {
  by: { id: string; name: string };
  expiresAt: string;
}

/**
 * Claims a request as long as it is open, so that colleagues see who is on it: prolongs the claim before it lapses and
 * gives it up on leaving. Returns the colleague who has it instead, where one has.
 */
export function useClaim(id: string, options: { me: string; claim: ClaimOf | null; isWanted: boolean }) {
  const { me, claim, isWanted } = options;
  const client = useClient();
  const [, send] = useMutation(Claim);
  const lapsed = useLapsed(claim?.expiresAt);
  const other = claim && claim.by.id !== me && !lapsed ? claim : null;
  const wants = isWanted && !other;
  const expiresAt = claim?.by.id === me && !lapsed ? claim.expiresAt : undefined;

  // Half of the time is left when it is prolonged: a try that fails can be repeated.
  useEffect(() => {
    if (!wants) return;
    const left = expiresAt === undefined ? 2 * PASSING : Date.parse(expiresAt) - serverNow();
    const timer = setTimeout(() => void send({ input: { id } }), Math.max(PASSING, left / 2));
    return () => clearTimeout(timer);
  }, [wants, expiresAt, id, send]);

  const isMine = useRef(false);
  isMine.current = expiresAt !== undefined;
  useEffect(() => {
    const release = () => {
      if (!isMine.current) return;
      isMine.current = false;
      // The page may be going away: the request outlives it.
      void client.mutation(Release, { input: { id } }, { fetchOptions: { keepalive: true } }).toPromise();
    };
    addEventListener('pagehide', release);
    return () => {
      removeEventListener('pagehide', release);
      release();
    };
  }, [client, id]);

  return { other, takeOver: () => send({ input: { id, takeOver: true } }) };
}

/** Whether an instant of the server has passed; the component renders again when it does. */
function useLapsed(instant: string | undefined): boolean {
  const until = instant === undefined ? 0 : Date.parse(instant);
  const [, wake] = useState(0);
  useEffect(() => {
    const left = until - serverNow();
    if (left <= 0) return;
    const timer = setTimeout(() => wake((count) => count + 1), left + 1);
    return () => clearTimeout(timer);
  }, [until]);
  return until <= serverNow();
}
