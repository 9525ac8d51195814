import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { Link, useLocation } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import journey from '../journey/journey.module.css';
import styles from './fields.module.css';
import { type FillableForm, FillableFormFragment, type FormField } from './form.ts';
import { Saved } from './Saved.tsx';
import { texts } from './texts.ts';
import type { FormAnswers } from './use_answers.ts';

const SubmitFormMutation = graphql(
  `
    mutation SubmitForm($input: SubmitFormInput!) {
      submitForm(input: $input) {
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

/** Returns what tells the saved answer to a question in words; undefined where there is none. */
function useAnswerWords() {
  const t = useTexts(texts);
  const { day, number } = useFormat();
  return (field: FormField): string | undefined => {
    if (!field.answered) return undefined;
    switch (field.__typename) {
      case 'FormTextField':
        return field.text ?? undefined;
      case 'FormNumberField':
        return field.number === null ? undefined : `${number(field.number)} ${field.unit ?? ''}`.trim();
      case 'FormDateField':
        return field.date === null ? undefined : day(field.date);
      case 'FormChoiceField':
        return field.options
          .filter(({ value }) => field.choices.includes(value))
          .map(({ label }) => label)
          .join(', ');
      case 'FormScaleField':
        return String(field.step);
      case 'FormBodyAreaField':
        return field.areas
          .filter(({ code }) => field.marked.includes(code))
          .map(({ name }) => name)
          .join(', ');
      case 'FormConsentField':
        return t.agreed(field.consent?.signerName ?? '');
    }
  };
}

/** All the answers, before they are submitted. */
export function FormReview({
  form,
  answers,
  here,
}: {
  form: FillableForm;
  answers: FormAnswers;
  /** Where this form is. */
  here: string;
}) {
  const t = useTexts(texts);
  const wordsOf = useProblems();
  const answerWords = useAnswerWords();
  const [, navigate] = useLocation();
  const [{ fetching }, submit] = useMutation(SubmitFormMutation);
  const [problems, setProblems] = useState<string[]>([]);
  const { saver, saving, readAnew } = answers;
  /** The form as whoever submits it last looked at it. */
  const [seen, setSeen] = useState<FillableForm>();
  useEffect(() => {
    const begin = async () => {
      await saver.flush();
      const { data } = await readAnew();
      if (data?.form) setSeen(data.form);
    };
    void begin();
  }, [saver, readAnew]);
  const sections = form.sections.map((section, index) => ({
    ...section,
    address: `${here}?parte=${index + 1}`,
    fields: section.fields.filter(({ visible }) => visible),
  }));
  const missing = sections.flatMap(({ fields, address }) =>
    fields.flatMap(({ fieldId, label, error }) => {
      const problem = answers.problem(fieldId) ?? error;
      return problem ? [{ fieldId, label, problem, address: `${address}&campo=${fieldId}` }] : [];
    }),
  );
  const before = new Map(
    seen?.sections.flatMap(({ fields }) => fields).map((field) => [field.fieldId, answerWords(field)]),
  );
  const changed = sections
    .flatMap(({ fields }) => fields)
    .filter((field) => seen && before.get(field.fieldId) !== answerWords(field));

  const send = async () => {
    if (fetching) return;
    await saver.flush();
    if (saver.pending) return;
    setProblems([]);
    setSeen(form);
    const { id: formId, definitionVersion, version } = form;
    // As it was looked at it is submitted once: sent again, it is the same.
    const input = { formId, definitionVersion, version, idempotencyKey: `${formId}.${version}` };
    const { data, error } = await submit({ input });
    if (data?.submitForm.form) {
      answers.forget();
      navigate('/formularios?aviso=enviado', { replace: true });
      return;
    }
    const { codes, general } = wordsOf({ error, userErrors: data?.submitForm.userErrors }, []);
    // Another device was there: what it changed shows now, or that the form was submitted.
    if (codes.length > 0) await readAnew();
    setProblems(general);
  };

  return (
    <>
      <div className={journey.stack}>
        <p className={styles.help}>{form.title}</p>
        <PageTitle>{t.lookOver}</PageTitle>
      </div>
      <Saved answers={answers} form={form} />
      {changed.length > 0 ? (
        <Changed>
          <ul className={journey.list}>
            {changed.map((field) => (
              <li key={field.fieldId}>
                {field.label} <b>{answerWords(field) ?? t.notAnswered}</b>
              </li>
            ))}
          </ul>
        </Changed>
      ) : (
        problems.map((words) => (
          <Banner key={words} tone="danger" urgent>
            {words}
          </Banner>
        ))
      )}
      {missing.length > 0 && (
        <section aria-labelledby="missing" className={journey.card}>
          <h2 id="missing">{t.missing}</h2>
          <ul className={journey.list}>
            {missing.map(({ fieldId, label, problem, address }) => (
              <li key={fieldId}>
                <Link href={address}>{label}</Link> {problem}
              </li>
            ))}
          </ul>
        </section>
      )}
      {sections
        .filter(({ fields }) => fields.length > 0)
        .map(({ title, fields, address }) => (
          <section aria-label={title} className={journey.card} key={address}>
            <h2>{title}</h2>
            <dl className={styles.answers}>
              {fields.map((field) => (
                <div key={field.fieldId}>
                  <dt>{field.label}</dt>
                  <dd>{answerWords(field) ?? <span className={styles.help}>{t.notAnswered}</span>}</dd>
                </div>
              ))}
            </dl>
            <Link className={journey.quiet} href={address}>
              {t.change}
              <span className="only-spoken"> {title}</span>
            </Link>
          </section>
        ))}
      {missing.length === 0 && (
        <div className={journey.actions}>
          <Button busy={fetching || saving.state === 'saving'} onClick={send}>
            {t.send}
          </Button>
          <p className={styles.help}>{t.sendHelp}</p>
        </div>
      )}
    </>
  );
}

/** Says what somebody changed since it was looked at, before anything else: it takes the focus. */
function Changed({ children }: { children: ReactNode }) {
  const t = useTexts(texts);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section aria-labelledby="changed" className={styles.changed} ref={box} tabIndex={-1}>
      <h2 id="changed">{t.changed}</h2>
      <p>{t.changedWords}</p>
      {children}
    </section>
  );
}
