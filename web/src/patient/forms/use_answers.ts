import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useClient, useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useLanguage } from '../../i18n/language.ts';
import { useTexts } from '../../i18n/texts.ts';
import { keepDraft, readDraft } from '../../session/draft.ts';
import { useLeaveWarning } from '../../ui/use_leave_warning.ts';
import { useComingBack } from '../returns.ts';
import { type AnswerValue, type Draft, draftOf, readAnswer } from './answers.ts';
import { type FillableForm, FillableFormFragment, type FormField, FormQuery } from './form.ts';
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

/** The question in which somebody is typing. */
function typedIn(): string | undefined {
  const input = document.activeElement;
  if (!input?.matches('textarea, [type="text"], [type="date"]')) return undefined;
  return input.getAttribute('name')?.split('.')[0];
}

/**
 * The answers to a form while it is filled in: what is typed, saved as it is given. What a question shows is what was
 * typed here until it is saved, then what the server has: it may come from another device.
 */
export function useAnswers(form: FillableForm) {
  const t = useTexts(texts);
  const decimalSign = useLanguage() === 'es' ? ',' : '.';
  const wordsOf = useErrorWords();
  const client = useClient();
  const [, save] = useMutation(SaveFormAnswersMutation);
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const [unread, setUnread] = useState<Record<string, string>>({});
  const [left, setLeft] = useState(0);
  const { id: formId, definitionVersion } = form;

  const readAnew = useCallback(
    () => client.query(FormQuery, { id: formId }, { requestPolicy: 'network-only' }).toPromise(),
    [client, formId],
  );
  const send = useCallback(
    async (answers: { fieldId: string; value: AnswerValue }[]) => {
      const { data, error } = await save({ input: { formId, definitionVersion, answers } });
      const refusals = data?.saveFormAnswers.userErrors ?? [];
      // What is about the form changes what is shown of it: it may have been submitted elsewhere.
      if (refusals.some(({ field }) => field?.[1] !== 'answers')) await readAnew();
      return {
        saved: !error && refusals.length === 0,
        unreachable: Boolean(error?.networkError),
        failed: error && !error.networkError ? wordsOf(error) : [],
        refusals,
      };
    },
    [save, formId, definitionVersion, wordsOf, readAnew],
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
  const isUnsaved = (id: string) => id in unread || saver.isUnsaved(id);
  const dropSaved = (except?: string) => {
    const isOver = (id: string) => id in drafts && id !== except && !isUnsaved(id);
    if (!Object.keys(drafts).some(isOver)) return;
    setDrafts((now) => Object.fromEntries(Object.entries(now).filter(([id]) => !isOver(id))));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is saved changes with how saving stands
  useEffect(() => {
    const unsaved = Object.entries(drafts).filter(([id]) => isUnsaved(id));
    keepDraft(kept, unsaved.length > 0 ? Object.fromEntries(unsaved) : undefined);
    dropSaved(typedIn());
  }, [kept, drafts, unread, saving, saver, left]);
  useComingBack(() => {
    dropSaved();
    void readAnew();
  });

  const answer = (field: FormField, draft: Draft, atOnce = false) => {
    setDrafts((before) => ({ ...before, [field.fieldId]: draft }));
    const read = readAnswer(field, draft);
    setUnread(({ [field.fieldId]: _mended, ...others }) =>
      'problem' in read ? { ...others, [field.fieldId]: t[read.problem] } : others,
    );
    if ('problem' in read) return;
    saver.give(field.fieldId, read.value);
    if (atOnce) void saver.flush();
  };
  const [found] = useState<Record<string, Draft>>(() => readDraft(kept) ?? {});
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
    /** Why an answer is not with the server and will not come there by itself. */
    problem: (fieldId: string): string | undefined => unread[fieldId] ?? saving.problems[fieldId],
    /** What a question shows. */
    draft: (field: FormField) => drafts[field.fieldId] ?? draftOf(field, decimalSign),
    answer,
    /** Saves at once what was typed in the question that is left. */
    leave: () => {
      void saver.flush();
      setLeft((count) => count + 1);
    },
    /** Reads the form again. */
    readAnew,
    /** Forgets what was typed and never became an answer. */
    forget: () => keepDraft(kept, undefined),
  };
}

/** The answers to a form while it is filled in. */
export type FormAnswers = ReturnType<typeof useAnswers>;
