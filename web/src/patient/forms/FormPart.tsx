import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { Problems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { ErrorSummary } from '../../ui/patient/ErrorSummary.tsx';
import { Form } from '../../ui/patient/Form.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import journey from '../journey/journey.module.css';
import styles from './fields.module.css';
import { FormFieldInput } from './fields.tsx';
import { type FillableForm, FormQuery, type Section } from './form.ts';
import { Saved } from './Saved.tsx';
import { texts } from './texts.ts';
import type { FormAnswers } from './use_answers.ts';

interface PartProps {
  form: FillableForm;
  answers: FormAnswers;
  /** The section, among all of them. */
  index: number;
  /** Where this form is. */
  here: string;
}

/** A section of a form. */
export function FormPart({ form, answers, index, here }: PartProps) {
  const t = useTexts(texts);
  const client = useClient();
  const [, navigate] = useLocation();
  const [address] = useSearchParams();
  const wanted = address.get('campo');
  const [asked, setAsked] = useState(wanted !== null);
  const [summary, setSummary] = useState<Problems>();
  const [busy, setBusy] = useState(false);
  const { saver, unread } = answers;
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wanted) fields.current?.querySelector<HTMLElement>(`[name="${CSS.escape(wanted)}"]`)?.focus();
  }, [wanted]);
  const section = form.sections[index] as Section;
  const shown = form.sections.flatMap(({ visible }, index) => (visible ? [index] : []));
  const before = shown.findLast((other) => other < index);

  /** Why one cannot go on, by field: what was refused, what is no answer, what is missing. */
  const problemsOf = ({ fields }: Section, missingToo: boolean) => {
    const found: Record<string, string> = {};
    for (const { fieldId, visible, error } of fields) {
      const problem =
        saver.get().problems[fieldId] ??
        (missingToo ? (unread[fieldId] ?? (saver.pending ? null : error)) : undefined);
      if (visible && problem) found[fieldId] = problem;
    }
    return found;
  };
  const goOn = async () => {
    if (busy) return;
    setBusy(true);
    await saver.flush();
    setBusy(false);
    setAsked(true);
    const now = client.readQuery(FormQuery, { id: form.id })?.data?.form ?? form;
    const found = problemsOf(now.sections[index] ?? section, true);
    if (Object.keys(found).length > 0 || saver.get().refused.length > 0) {
      const labels = new Map(section.fields.map(({ fieldId, label }) => [fieldId, label]));
      const fields = Object.entries(found).map(([id, words]) => [id, `${labels.get(id) ?? ''} – ${words}`]);
      setSummary({ fields: Object.fromEntries(fields), general: [...saver.get().refused], codes: [] });
      return;
    }
    const next = now.sections.findIndex(({ visible }, other) => visible && other > index);
    navigate(next < 0 ? `${here}/revisar` : `${here}?parte=${next + 1}`);
  };
  const problems = problemsOf(section, asked);

  return (
    <Form className={journey.form} onSubmit={goOn}>
      <div className={journey.stack}>
        <p className={styles.help}>
          {form.title} · {t.part(shown.indexOf(index) + 1, shown.length)}
        </p>
        <PageTitle>{section.title}</PageTitle>
        {section.description && <p>{section.description}</p>}
      </div>
      {summary && <ErrorSummary problems={summary} title={t.mend} />}
      <div className={journey.form} ref={fields}>
        {section.fields
          .filter(({ visible }) => visible)
          .map((field) => (
            <FormFieldInput
              draft={answers.draft(field)}
              field={field}
              key={field.fieldId}
              onAnswer={(draft, atOnce) => answers.answer(field, draft, atOnce)}
              onLeave={answers.leave}
              problem={problems[field.fieldId]}
            />
          ))}
      </div>
      <Saved answers={answers} form={form} />
      <div className={journey.actions}>
        <Button busy={busy} type="submit">
          {t.next}
        </Button>
        {before !== undefined && (
          <Link className={secondaryLook} href={`${here}?parte=${before + 1}`}>
            {t.before}
          </Link>
        )}
      </div>
    </Form>
  );
}
