import { type ReactNode, useId } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import styles from './fields.module.css';
import type { FormField } from './form.ts';
import { texts } from './texts.ts';

/** What every question is given. */
export interface QuestionProps<Field extends FormField> {
  field: Field;
  problem: string | undefined;
}

/** The parts of a question that its input refers to. */
interface Described {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** A question with one input, below its label, its hint and what is wrong with the answer. */
export function Question({
  field,
  problem,
  children,
}: QuestionProps<FormField> & { children: (described: Described) => ReactNode }) {
  const id = useId();
  const { label, notes, describedBy } = useParts(id, field, problem);
  return (
    <div className={`${styles.field} ${problem ? styles.wrong : ''}`}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {notes}
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': problem ? true : undefined })}
    </div>
  );
}

/** A question with several inputs that belong together. */
export function QuestionGroup({
  field,
  problem,
  children,
}: QuestionProps<FormField> & { children: ReactNode }) {
  const { label, notes, describedBy } = useParts(useId(), field, problem);
  return (
    <fieldset aria-describedby={describedBy} className={`${styles.group} ${problem ? styles.wrong : ''}`}>
      <legend>{label}</legend>
      {notes}
      {children}
    </fieldset>
  );
}

function useParts(id: string, field: FormField, problem: string | undefined) {
  const t = useTexts(texts);
  const label = (
    <>
      {field.label} {!field.required && <span className={styles.optional}>({t.optional})</span>}
    </>
  );
  const notes = (
    <>
      {field.help && (
        <p className={styles.help} id={`${id}-help`}>
          {field.help}
        </p>
      )}
      {problem && (
        <p className={styles.problem} id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </>
  );
  const describedBy = [field.help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return { label, notes, describedBy: describedBy || undefined };
}
