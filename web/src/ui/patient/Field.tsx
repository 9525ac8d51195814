import { type ComponentProps, useId } from 'react';
import styles from './patient.module.css';

/** A labelled input. `problem` are the words of a refusal about it; `name` is what an `ErrorSummary` leads to. */
export interface FieldProps extends Omit<ComponentProps<'input'>, 'className' | 'id'> {
  name: string;
  label: string;
  help?: string | undefined;
  problem?: string | undefined;
}

export function Field({ name, label, help, problem, ...props }: FieldProps) {
  const id = useId();
  const described = [help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
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
      <input
        {...props}
        aria-describedby={described || undefined}
        aria-invalid={problem ? true : undefined}
        id={id}
        name={name}
      />
    </div>
  );
}
