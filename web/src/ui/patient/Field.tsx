import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { type Dictionary, useTexts } from '../../i18n/texts.ts';
import styles from './patient.module.css';

const es = { show: 'Mostrar la contraseña', optional: '(opcional)' };
const en: typeof es = { show: 'Show the password', optional: '(optional)' };
const texts: Dictionary<typeof es> = { es, en };

/** What every field has. `problem` are the words of a refusal about it; `name` is what an `ErrorSummary` leads to. */
interface Labelled {
  name: string;
  label: string;
  help?: string | undefined;
  problem?: string | undefined;
  /** Whether it may be left empty: the label says so. */
  optional?: boolean | undefined;
}

type Described<Element extends 'input' | 'select' | 'textarea'> = Labelled &
  Omit<ComponentProps<Element>, 'className' | 'id' | 'name'>;

/** A labelled input. */
type FieldProps = Described<'input'>;

/** A line of text, a number, a date. */
export function Field({ name, label, help, problem, optional, ...props }: FieldProps) {
  return (
    <Labels {...{ name, label, help, problem, optional }}>
      {(described) => <input {...props} {...described} />}
    </Labels>
  );
}

/** One of a short list. */
export function SelectField({ name, label, help, problem, optional, ...props }: Described<'select'>) {
  return (
    <Labels {...{ name, label, help, problem, optional }}>
      {(described) => <select {...props} {...described} />}
    </Labels>
  );
}

/** Several lines of text. */
export function TextAreaField({ name, label, help, problem, optional, ...props }: Described<'textarea'>) {
  return (
    <Labels {...{ name, label, help, problem, optional }}>
      {(described) => <textarea {...props} {...described} />}
    </Labels>
  );
}

/** A password, which can be shown: it is hard to type on a telephone what one does not see. */
export function PasswordField(props: Omit<FieldProps, 'type'>) {
  const t = useTexts(texts);
  const [isShown, setIsShown] = useState(false);
  return (
    <div className={styles.password}>
      <Field {...props} autoCapitalize="none" spellCheck={false} type={isShown ? 'text' : 'password'} />
      <label className={styles.check}>
        <input checked={isShown} onChange={(event) => setIsShown(event.target.checked)} type="checkbox" />
        {t.show}
      </label>
    </div>
  );
}

function Labels({
  name,
  label,
  help,
  problem,
  optional = false,
  children,
}: Labelled & {
  children: (described: {
    id: string;
    name: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
}) {
  const t = useTexts(texts);
  const id = useId();
  const described = [help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label} {optional && <span className={styles.optional}>{t.optional}</span>}
      </label>
      {help && (
        <p className={styles.help} id={`${id}-help`}>
          {help}
        </p>
      )}
      {problem && (
        <p className={styles.problem} id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {children({
        id,
        name,
        'aria-describedby': described || undefined,
        'aria-invalid': problem ? true : undefined,
      })}
    </div>
  );
}
