import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { newKey } from '../../graphql/idempotency.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useReturn } from '../../graphql/reread.ts';
import { useOneAtATime } from '../../graphql/use_one_at_a_time.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useSession } from '../../session/session.tsx';
import { LiveRequestFragment } from './request.ts';
import { texts } from './texts.ts';

const AnswerFragment = graphql(
  `
  fragment ConfirmationAnswer on AssistanceRequestPayload @_unmask {
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
`,
  [LiveRequestFragment],
);

const Confirm = graphql(
  `
  mutation ConfirmDispatch($input: ConfirmDispatchInput!) {
    confirmDispatch(input: $input) {
      ...ConfirmationAnswer
    }
  }
`,
  [AnswerFragment],
);

const Amend = graphql(
  `
  mutation AmendDispatch($input: ConfirmDispatchInput!) {
    amendDispatch(input: $input) {
      ...ConfirmationAnswer
    }
  }
`,
  [AnswerFragment],
);

/** The inputs of a review that a refusal can be about. */
const SHOWN = ['serviceIds'];

/** Refusals that say that what one sees is no longer so. */
const STALE = new Set(['STALE_VERSION', 'CONFLICT', 'ALREADY_DISPATCHED', 'ALREADY_RESOLVED']);
const isStaleBy = ({ codes }: Problems) => codes.some((code) => STALE.has(code));

/** What was sent. */
interface Sent {
  amends: boolean;
  input: { id: string; serviceIds: string[]; version: number; idempotencyKey: string };
}

/**
 * Confirms a review with these services, or amends the confirmation in force; one at a time. Whoever tries again
 * because no answer came sends the same, whatever the request has become by then: the first may have done it. `onStale`
 * is called where somebody else was faster.
 */
export function useConfirm(id: string, amends: boolean, serviceIds: string[], onStale: () => void) {
  const [, confirm] = useMutation(Confirm);
  const [, amend] = useMutation(Amend);
  const t = useTexts(texts);
  const oneAtATime = useOneAtATime();
  const wordsOf = useProblems();
  const [problems, setProblems] = useState<Problems>();
  const [unanswered, setUnanswered] = useState<Sent>();
  const [isSending, setSending] = useState(false);
  const repeated = unanswered?.input.serviceIds.join() === serviceIds.join() ? unanswered : undefined;
  // Words about the connection are no longer true when it is back.
  const [isCutOff, setCutOff] = useState(false);
  useReturn(useSession().live.connection, () => {
    if (isCutOff) setProblems(undefined);
  });

  /** Returns when the message leaves; undefined where it was refused, or nobody knows. */
  const send = (version: number) =>
    oneAtATime(async () => {
      const sent = repeated ?? { amends, input: { id, serviceIds, version, idempotencyKey: newKey() } };
      setUnanswered(sent);
      setProblems(undefined);
      setSending(true);
      const { input } = sent;
      const { error, data } = sent.amends
        ? await amend({ input }).then(({ error, data }) => ({ error, data: data?.amendDispatch }))
        : await confirm({ input }).then(({ error, data }) => ({ error, data: data?.confirmDispatch }));
      setSending(false);
      if (!error) setUnanswered(undefined);
      setCutOff(error?.networkError !== undefined);
      const dueAt = data?.assistanceRequest?.dispatch?.dueAt;
      if (dueAt !== undefined) return { dueAt, wasAmended: sent.amends };
      const found = wordsOf({ error, userErrors: data?.userErrors }, SHOWN);
      // The server says this to patients; here somebody else reads it.
      const lacksPhone = found.codes.includes('MOBILE_PHONE_REQUIRED');
      setProblems(lacksPhone ? { ...found, fields: {}, general: [t.noPhone] } : found);
      if (isStaleBy(found)) onStale();
      return undefined;
    });
  return {
    send,
    isSending,
    problems,
    /** Whether it was refused since somebody else was faster. */
    isStale: problems !== undefined && isStaleBy(problems),
    /** The services of a confirmation of which nobody knows yet what came. */
    unanswered: unanswered?.input.serviceIds,
    /** Whether sending repeats such a one. */
    isRepeated: repeated !== undefined,
    /** Whether sending amends. */
    isAmended: repeated?.amends ?? amends,
    forget: () => setProblems(undefined),
    /** What is sent next is about the request as it is by now. */
    startAnew: () => {
      setProblems(undefined);
      setUnanswered(undefined);
    },
  };
}
