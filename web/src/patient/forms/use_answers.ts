import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useLanguage } from '../../i18n/language.ts';
import { useTexts } from '../../i18n/texts.ts';
import { keepDraft, readDraft as readKept } from '../../session/draft.ts';
import { useLeaveWarning } from '../../ui/use_leave_warning.ts';
import { type AnswerValue, type Draft, draftOf, readDraft } from './answers.ts';
import { type FillableForm, FillableFormFragment, type FormField } from './form.ts';
import { Saver } from './saver.ts';
import { texts } from './texts.ts';

// All of the form comes back: an answer may show or hide other questions.
const SaveFormAnswersMutation = graphql(
  `
    mutation SaveFormAnswers($input: SaveFormAnswersInput!) {
      saveFormAnswers(input: $input) {
        form {
          id
          ...FillableForm
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [FillableFormFragment],
);

/**
 * The answers to a form while it is filled in: what is typed, saved as it is given. What a question shows is what was
 * typed here, else what is saved, whichever device it came from.
 */
export function useAnswers(form: FillableForm) {
  const t = useTexts(texts);
  const decimalSign = useLanguage() === 'es' ? ',' : '.';
  const wordsOf = useErrorWords();
  const [, save] = useMutation(SaveFormAnswersMutation);
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const [unread, setUnread] = useState<Record<string, string>>({});
  const { id: formId, definitionVersion } = form;

  const send = useCallback(
    async (answers: { fieldId: string; value: AnswerValue }[]) => {
      const { data, error } = await save({ input: { formId, definitionVersion, answers } });
      const refusals = data?.saveFormAnswers.userErrors ?? [];
      return {
        saved: !error && refusals.length === 0,
        unreachable: Boolean(error?.networkError),
        failed: error && !error.networkError ? wordsOf(error) : [],
        refusals,
      };
    },
    [save, formId, definitionVersion, wordsOf],
  );
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  }, [send]);
  const saver = useMemo(() => new Saver<AnswerValue>((answers) => latest.current(answers)), []);
  const saving = useSyncExternalStore(saver.subscribe, saver.get);

  useEffect(() => {
    const goOn = () => void saver.flush();
    window.addEventListener('online', goOn);
    return () => {
      window.removeEventListener('online', goOn);
      void saver.flush();
    };
  }, [saver]);
  useLeaveWarning(useCallback(() => saver.pending, [saver]));

  // What is typed and not saved outlives a reload: the connection may be away for longer than the page.
  const kept = `formulario.${formId}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is saved changes with how saving stands
  useEffect(() => {
    const unsaved = Object.entries(drafts).filter(([id]) => id in unread || saver.isUnsaved(id));
    keepDraft(kept, unsaved.length > 0 ? Object.fromEntries(unsaved) : undefined);
  }, [kept, drafts, unread, saving, saver]);

  const answer = (field: FormField, draft: Draft, atOnce = false) => {
    setDrafts((before) => ({ ...before, [field.fieldId]: draft }));
    const read = readDraft(field, draft);
    setUnread(({ [field.fieldId]: _mended, ...others }) =>
      'problem' in read ? { ...others, [field.fieldId]: t[read.problem] } : others,
    );
    if ('problem' in read) return;
    saver.give(field.fieldId, read.value);
    if (atOnce) void saver.flush();
  };
  const [found] = useState<Record<string, Draft>>(() => readKept(kept) ?? {});
  const takeUp = useRef(() => {
    for (const field of form.sections.flatMap(({ fields }) => fields)) {
      const draft = found[field.fieldId];
      if (draft !== undefined) answer(field, draft);
    }
  });
  useEffect(() => takeUp.current(), []);
  return {
    saver,
    saving,
    /** Why what is typed is no answer yet, by its field. */
    unread,
    /** What a question shows. */
    draft: (field: FormField) => drafts[field.fieldId] ?? draftOf(field, decimalSign),
    answer,
    /** Forgets what was typed and never became an answer. */
    forget: () => keepDraft(kept, undefined),
  };
}

/** The answers to a form while it is filled in. */
export type FormAnswers = ReturnType<typeof useAnswers>;
