import { useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import type { OrderDraft, OrderUpload } from './order_upload.ts';

const SubmitOrder = graphql(`
  mutation SubmitOrder($input: SubmitOrderInput!) {
    submitOrder(input: $input) {
      assistanceRequest {
        id
        state
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

/** How long to wait before asking again what became of an order whose answer was lost. */
const PAUSE = 3_000;

/**
 * Sends the order once all its pages are there, as often as it takes to get an answer: the key makes one order of
 * it. Answers with what was refused, and whether the server cannot be reached.
 */
export function useSubmit(
  upload: OrderUpload,
  draft: OrderDraft,
  requestId: string | undefined,
  onDone: (requestId: string) => void,
) {
  const [, submit] = useMutation(SubmitOrder);
  const wordsOf = useProblems();
  const [problems, setProblems] = useState<Problems>();
  const [attempt, setAttempt] = useState(0);
  const [isUnanswered, setIsUnanswered] = useState(false);
  const uploadIds = draft.pages.flatMap(({ state }) => (state.step === 'sent' ? [state.uploadId] : []));
  const isReady = draft.submission !== null && uploadIds.length === draft.pages.length;

  const send = async (idempotencyKey: string) => {
    const { note } = draft;
    const { data, error } = await submit({
      input: { uploadIds, note, idempotencyKey, assistanceRequestId: requestId ?? null },
    });
    const answer = data?.submitOrder;
    if (answer?.assistanceRequest) {
      upload.forget();
      onDone(answer.assistanceRequest.id);
    } else if (error?.networkError) {
      return 'again';
    } else {
      const userErrors = answer?.userErrors;
      upload.unlock();
      const lost = userErrors?.flatMap(({ code, field }) =>
        code === 'UPLOAD_UNKNOWN' ? (uploadIds[Number(field?.at(-1))] ?? []) : [],
      );
      upload.sendAgain(lost ?? []);
      setProblems(wordsOf({ error, userErrors }, ['note']));
    }
    return 'answered';
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: while it is sent nothing else of it changes
  useEffect(() => {
    if (!isReady || draft.submission === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    setProblems(undefined);
    void send(draft.submission).then((outcome) => {
      setIsUnanswered(outcome === 'again');
      if (outcome === 'again' && !isOver) timer = setTimeout(() => setAttempt(attempt + 1), PAUSE);
    });
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isReady, draft.submission, attempt]);

  return { problems, setProblems, isUnanswered };
}
