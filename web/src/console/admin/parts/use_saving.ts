import type { TypedDocumentNode } from '@urql/core';
import { useState } from 'react';
import { useClient } from 'urql';
import { type Problems, type UserError, useProblems } from '../../../graphql/problems.ts';
import { useOneAtATime } from '../../../graphql/use_one_at_a_time.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { texts } from './texts.ts';
import { wrongNumbers } from './wrong_numbers.ts';

/** What every mutation answers. */
interface Payload {
  userErrors: readonly UserError[];
}

/**
 * Runs a form's mutation. `shown` names the inputs of the form; what was refused comes back in words, and what was
 * typed stays. `readAgain` is called where somebody else was faster.
 */
export function useSaving(shown: readonly string[], readAgain?: () => void) {
  const client = useClient();
  const oneAtATime = useOneAtATime();
  const t = useTexts(texts);
  const wordsOf = useProblems();
  const [problems, setProblems] = useState<Problems>();
  const [isSaving, setSaving] = useState(false);

  /** Answers the payload, or nothing where it was refused or failed. */
  async function save<Data extends Record<keyof Data, Payload>, Variables extends { input: object }>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data[keyof Data] | undefined> {
    const wrong = wrongNumbers(variables.input, t);
    if (Object.keys(wrong).length > 0) {
      setProblems({ fields: wrong, general: [], codes: [] });
      return undefined;
    }
    setSaving(true);
    const answer = await oneAtATime(() => client.mutation(document, variables).toPromise());
    if (!answer) return undefined;
    setSaving(false);
    const { data, error } = answer;
    const payload = data && (Object.values(data)[0] as Data[keyof Data]);
    if (!error && payload && payload.userErrors.length === 0) {
      setProblems(undefined);
      return payload;
    }
    const found = wordsOf({ error, userErrors: payload?.userErrors }, shown);
    setProblems(found);
    if (found.codes.includes('STALE_VERSION')) readAgain?.();
    return undefined;
  }
  return { save, problems, isSaving, forgive: () => setProblems(undefined) };
}
