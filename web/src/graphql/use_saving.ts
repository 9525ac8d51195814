import type { TypedDocumentNode } from '@urql/core';
import { useState } from 'react';
import { useClient } from 'urql';
import { useTexts } from '../i18n/texts.ts';
import { type Problems, type UserError, useProblems } from './problems.ts';
import { useOneAtATime } from './use_one_at_a_time.ts';
import { numberTexts, wrongNumbers } from './wrong_numbers.ts';

/** What every mutation answers. */
interface Payload {
  userErrors: readonly UserError[];
}

/** Refusals that say that what one sees is no longer so. */
const STALE = new Set(['STALE_VERSION', 'CONFLICT', 'SLOT_TAKEN', 'ALREADY_RESOLVED', 'CLAIMED_BY_OTHER']);

/**
 * Runs the mutations of a form or a dialog, one at a time. `shown` names its inputs; what was refused comes back in
 * words, and what was typed stays. `onStale` is called where somebody else was faster, so that the next try is about
 * what one sees.
 */
export function useSaving(shown: readonly string[], onStale?: () => void) {
  const client = useClient();
  const oneAtATime = useOneAtATime();
  const t = useTexts(numberTexts);
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
    if (found.codes.some((code) => STALE.has(code))) onStale?.();
    return undefined;
  }
  return { save, problems, isSaving, forgive: () => setProblems(undefined) };
}
