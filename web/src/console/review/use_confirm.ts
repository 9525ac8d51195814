import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useReturn } from '../../graphql/reread.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useSession } from '../../session/session.tsx';
import { LiveRequestFragment } from './request.ts';
import { texts } from './texts.ts';

const Confirm = graphql(
  `
  mutation ConfirmDispatch($input: ConfirmDispatchInput!) {
    confirmDispatch(input: $input) {
      assistanceRequest {
        uploadedAt
        ...LiveRequest
        dispatch {
          dueAt
        }
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [LiveRequestFragment],
);

const Amend = graphql(
  `
  mutation AmendDispatch($input: ConfirmDispatchInput!) {
    amendDispatch(input: $input) {
      assistanceRequest {
        uploadedAt
        ...LiveRequest
        dispatch {
          dueAt
        }
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [LiveRequestFragment],
);

/** The inputs of a review that a refusal can be about. */
const SHOWN = ['serviceIds'];

/** Confirms a review, or amends the confirmation in force; one at a time. */
export function useConfirm(id: string, amends: boolean) {
  const [, confirm] = useMutation(Confirm);
  const [, amend] = useMutation(Amend);
  const t = useTexts(texts);
  const keyOf = useIdempotencyKey();
  const wordsOf = useProblems();
  const [problems, setProblems] = useState<Problems>();
  const [isSending, setSending] = useState(false);
  // Words about the connection are no longer true when it is back.
  const [isCutOff, setCutOff] = useState(false);
  useReturn(useSession().live.connection, () => {
    if (isCutOff) setProblems(undefined);
  });

  /** Returns when the message leaves; undefined where it was refused. */
  const send = async (version: number, serviceIds: string[]) => {
    setSending(true);
    setProblems(undefined);
    const content = { id, serviceIds, version };
    const input = { ...content, idempotencyKey: keyOf({ amends, ...content }) };
    const { error, data } = amends
      ? await amend({ input }).then(({ error, data }) => ({ error, data: data?.amendDispatch }))
      : await confirm({ input }).then(({ error, data }) => ({ error, data: data?.confirmDispatch }));
    setSending(false);
    setCutOff(error?.networkError !== undefined);
    const dueAt = data?.assistanceRequest?.dispatch?.dueAt;
    if (dueAt === undefined) {
      const found = wordsOf({ error, userErrors: data?.userErrors }, SHOWN);
      // The server says this to patients; here somebody else reads it.
      const lacksPhone = found.codes.includes('MOBILE_PHONE_REQUIRED');
      setProblems(lacksPhone ? { ...found, fields: {}, general: [t.noPhone] } : found);
    }
    return dueAt;
  };
  return { send, isSending, problems, forget: () => setProblems(undefined) };
}
