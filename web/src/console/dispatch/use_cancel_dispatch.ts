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

/** Returns what takes a confirmation back while its message waits, and answers with what hindered it, if anything. */
export function useCancelDispatch() {
  const [, cancel] = useMutation(Cancel);
  const wordsOf = useProblems();
  return async (id: string): Promise<Problems | undefined> => {
    const { error, data } = await cancel({ input: { id } });
    if (data?.cancelDispatch.assistanceRequest) return undefined;
    return wordsOf({ error, userErrors: data?.cancelDispatch.userErrors }, []);
  };
}
