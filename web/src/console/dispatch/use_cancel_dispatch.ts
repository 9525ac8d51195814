import { useRef } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { DispatchRowFragment } from './DispatchRow.tsx';

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

/**
 * Returns what takes a confirmation back while its message waits, and answers with what hindered it, if anything. Each
 * dispatch is taken back once: a second click, before the screen knows of the first, has the first's answer.
 */
export function useCancelDispatch() {
  const [, cancel] = useMutation(Cancel);
  const wordsOf = useProblems();
  const begun = useRef(new Map<string, Promise<Problems | undefined>>());

  const send = async (id: string): Promise<Problems | undefined> => {
    const { error, data } = await cancel({ input: { id } });
    if (data?.cancelDispatch.assistanceRequest) return undefined;
    return wordsOf({ error, userErrors: data?.cancelDispatch.userErrors }, []);
  };
  return async (id: string, dueAt: string | undefined): Promise<Problems | undefined> => {
    const dispatch = `${id} ${dueAt}`;
    const sending = begun.current.get(dispatch) ?? send(id);
    begun.current.set(dispatch, sending);
    const problems = await sending;
    if (problems) begun.current.delete(dispatch);
    return problems;
  };
}
