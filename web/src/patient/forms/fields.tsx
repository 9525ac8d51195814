import { Suspense } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { later } from '../screen.ts';
import type { Draft, Signature } from './answers.ts';
import styles from './fields.module.css';
import type { FieldOf, FormField } from './form.ts';
import { Question, QuestionGroup, type QuestionProps } from './Question.tsx';
import { texts } from './texts.ts';

// The choices beside it say and do the same: nothing waits for it.
const BodyFigure = later(() => import('./BodyFigure.tsx').then(({ BodyFigure }) => BodyFigure));

/** A question with what is typed or chosen, and where that goes. */
interface FieldProps<Field extends FormField> extends QuestionProps<Field> {
  draft: Draft;
  /** `atOnce` where nothing more is typed: what is chosen may bring up another question. */
  onAnswer: (draft: Draft, atOnce?: boolean) => void;
  onLeave: () => void;
}

/** The question of a form, as its kind is answered. */
export function FormFieldInput(props: FieldProps<FormField>) {
  const { field } = props;
  switch (field.__typename) {
    case 'FormTextField':
      return <TextInput {...props} field={field} />;
    case 'FormNumberField':
      return <NumberInput {...props} field={field} />;
    case 'FormDateField':
      return <DateInput {...props} field={field} />;
    case 'FormChoiceField':
      return <ChoiceInput {...props} field={field} />;
    case 'FormScaleField':
      return <ScaleInput {...props} field={field} />;
    case 'FormBodyAreaField':
      return <BodyAreaInput {...props} field={field} />;
    case 'FormConsentField':
      return <ConsentInput {...props} field={field} />;
  }
}

function TextInput({ field, problem, draft, onAnswer, onLeave }: FieldProps<FieldOf<'FormTextField'>>) {
  const given = {
    name: field.fieldId,
    value: String(draft),
    maxLength: field.maxLength,
    onBlur: onLeave,
  };
  return (
    <Question field={field} problem={problem}>
      {(described) =>
        field.multiline ? (
          <textarea
            {...described}
            {...given}
            className={styles.lines}
            onChange={(event) => onAnswer(event.target.value)}
            rows={4}
          />
        ) : (
          <input
            {...described}
            {...given}
            className={styles.line}
            onChange={(event) => onAnswer(event.target.value)}
            type="text"
          />
        )
      }
    </Question>
  );
}

function NumberInput({ field, problem, draft, onAnswer, onLeave }: FieldProps<FieldOf<'FormNumberField'>>) {
  return (
    <Question field={field} problem={problem}>
      {(described) => (
        <div className={styles.unit}>
          <input
            {...described}
            autoComplete="off"
            className={styles.line}
            inputMode={field.integer ? 'numeric' : 'decimal'}
            name={field.fieldId}
            onBlur={onLeave}
            onChange={(event) => onAnswer(event.target.value)}
            type="text"
            value={String(draft)}
          />
          {field.unit && <span>{field.unit}</span>}
        </div>
      )}
    </Question>
  );
}

function DateInput({ field, problem, draft, onAnswer, onLeave }: FieldProps<FieldOf<'FormDateField'>>) {
  return (
    <Question field={field} problem={problem}>
      {(described) => (
        <input
          {...described}
          className={styles.line}
          max={field.latest ?? undefined}
          min={field.earliest ?? undefined}
          name={field.fieldId}
          onBlur={onLeave}
          onChange={(event) => onAnswer(event.target.value)}
          type="date"
          value={String(draft)}
        />
      )}
    </Question>
  );
}

/** What is chosen of a list after a choice was tapped. */
function toggled(chosen: string[], value: string, multiple: boolean) {
  if (!multiple) return [value];
  return chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
}

function ChoiceInput({ field, problem, draft, onAnswer }: FieldProps<FieldOf<'FormChoiceField'>>) {
  const t = useTexts(texts);
  const chosen = draft as string[];
  return (
    <QuestionGroup field={field} problem={problem}>
      {field.multiple && <p className={styles.help}>{t.several}</p>}
      <div className={styles.options}>
        {field.options.map(({ value, label }) => (
          <label className={styles.option} key={value}>
            <input
              checked={chosen.includes(value)}
              name={field.fieldId}
              onChange={() => onAnswer(toggled(chosen, value, field.multiple), true)}
              type={field.multiple ? 'checkbox' : 'radio'}
              value={value}
            />
            {label}
          </label>
        ))}
      </div>
    </QuestionGroup>
  );
}

function ScaleInput({ field, problem, draft, onAnswer }: FieldProps<FieldOf<'FormScaleField'>>) {
  const steps = Array.from({ length: field.highest - field.lowest + 1 }, (_, index) => field.lowest + index);
  return (
    <QuestionGroup field={field} problem={problem}>
      <div className={styles.steps}>
        {steps.map((step) => (
          <label className={styles.step} key={step}>
            <input
              aria-label={[
                step,
                step === field.lowest && field.lowestLabel,
                step === field.highest && field.highestLabel,
              ]
                .filter((part) => part !== false && part !== null)
                .join(', ')}
              checked={String(step) === draft}
              name={field.fieldId}
              onChange={() => onAnswer(String(step), true)}
              type="radio"
              value={step}
            />
            {step}
          </label>
        ))}
      </div>
      <div aria-hidden="true" className={styles.ends}>
        <span>{field.lowestLabel && `${field.lowest} = ${field.lowestLabel}`}</span>
        <span>{field.highestLabel && `${field.highest} = ${field.highestLabel}`}</span>
      </div>
    </QuestionGroup>
  );
}

function BodyAreaInput({ field, problem, draft, onAnswer }: FieldProps<FieldOf<'FormBodyAreaField'>>) {
  const t = useTexts(texts);
  const marked = draft as string[];
  const mark = (code: string) => onAnswer(toggled(marked, code, field.multiple), true);
  const views = { FRONT: t.front, BACK: t.behind };
  return (
    <QuestionGroup field={field} problem={problem}>
      {field.multiple && <p className={styles.help}>{t.several}</p>}
      <div className={styles.body}>
        {Object.entries(views).map(([view, title]) => {
          const areas = field.areas.filter((area) => area.view === view);
          if (areas.length === 0) return null;
          return (
            <details key={view} open={view === 'FRONT' || areas.some(({ code }) => marked.includes(code))}>
              <summary className={styles.label}>{title}</summary>
              <div className={styles.view}>
                <Suspense fallback={<div className={styles.figure} />}>
                  <BodyFigure areas={areas} marked={marked} onMark={mark} />
                </Suspense>
                <fieldset className={styles.areas}>
                  <legend className="only-spoken">{title}</legend>
                  {areas.map(({ code, name }) => (
                    <label className={styles.option} key={code}>
                      <input
                        checked={marked.includes(code)}
                        name={field.fieldId}
                        onChange={() => mark(code)}
                        type={field.multiple ? 'checkbox' : 'radio'}
                        value={code}
                      />
                      {name}
                    </label>
                  ))}
                </fieldset>
              </div>
            </details>
          );
        })}
      </div>
    </QuestionGroup>
  );
}

function ConsentInput({ field, problem, draft, onAnswer, onLeave }: FieldProps<FieldOf<'FormConsentField'>>) {
  const t = useTexts(texts);
  const signature = draft as Signature;
  const change = (changes: Partial<Signature>) => onAnswer({ ...signature, ...changes });
  return (
    <QuestionGroup field={field} problem={problem}>
      <p className={styles.statement}>{field.statement}</p>
      <label className={styles.option}>
        <input
          checked={signature.agreed}
          name={field.fieldId}
          onChange={(event) => change({ agreed: event.target.checked })}
          type="checkbox"
        />
        {t.agree}
      </label>
      <label>
        {t.signer}
        <input
          autoComplete="name"
          className={styles.line}
          maxLength={120}
          name={`${field.fieldId}.signer`}
          onBlur={onLeave}
          onChange={(event) => change({ signerName: event.target.value })}
          type="text"
          value={signature.signerName}
        />
      </label>
    </QuestionGroup>
  );
}
