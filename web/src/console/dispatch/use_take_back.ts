import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { DispatchRowFragment } from './DispatchRow.tsx';
import { type LastDispatch, useLastDispatch } from './last_dispatch.ts';
import { texts } from './texts.ts';

const Cancel = graphql(
  `
  mutation CancelDispatch($input: AssistanceRequestInput!) {
    cancelDispatch(input: $input) {
      assistanceRequest {
        id
        ...DispatchRow
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [DispatchRowFragment],
);

/** Refusals after which there is nothing to take back. */
const OVER = new Set(['ALREADY_DISPATCHED', 'ALREADY_RESOLVED', 'CONFLICT', 'NOT_FOUND']);

/**
 * Takes confirmations back while their messages wait, and knows the last one of this tab, which one key takes back.
 * Each is taken back once: a second press, before the screen knows of the first, has the first's answer.
 */
export function useTakeBack() {
  const [, cancel] = useMutation(Cancel);
  const t = useTexts(texts);
  const announce = useAnnounce();
  const wordsOf = useProblems();
  const [last, setLast] = useLastDispatch();
  const [problems, setProblems] = useState<Record<string, string>>({});
  const begun = useRef(new Map<string, Promise<Problems | undefined>>());

  const send = async (id: string): Promise<Problems | undefined> => {
    const { error, data } = await cancel({ input: { id } });
    if (data?.cancelDispatch.assistanceRequest) return undefined;
    return wordsOf({ error, userErrors: data?.cancelDispatch.userErrors }, []);
  };
  return {
    last,
    keepLast: setLast,
    /** What hindered taking one back, by the request's id. */
    problems,
    /** Says whether it was taken back. */
    takeBack: async ({ id, dueAt }: LastDispatch): Promise<boolean> => {
      const dispatch = `${id} ${dueAt}`;
      const sending = begun.current.get(dispatch) ?? send(id);
      begun.current.set(dispatch, sending);
      const found = await sending;
      if (found) begun.current.delete(dispatch);
      const words = found?.general.join(' ');
      setProblems(({ [id]: _, ...others }) => (words === undefined ? others : { ...others, [id]: words }));
      // Where nobody knows what came of it, the key can be pressed again.
      if (last?.id === id && (!found || found.codes.some((code) => OVER.has(code)))) setLast(undefined);
      announce(words ?? t.cancelled);
      return !found;
    },
  };
}
