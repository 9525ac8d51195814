import { useId } from 'react';
import styles from './Field.module.css';

/** A labelled choice of a few: the browser's own list. */
interface SelectFieldProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  help?: string | undefined;
  problem?: string | undefined;
  /** Whether the focus begins here. */
  autoFocus?: boolean;
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, value, options, onChange, help, problem, autoFocus = false } = props;
  const id = useId();
  const about = [help && `${id}-help`, problem && `${id}-problem`].filter((part) => part !== undefined);
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <select
        aria-describedby={about.length > 0 ? about.join(' ') : undefined}
        aria-invalid={problem !== undefined}
        // biome-ignore lint/a11y/noAutofocus: where a dialog begins
        autoFocus={autoFocus}
        className={styles.input}
        id={id}
        onChange={(event) => onChange(event.target.value as Value)}
        value={value}
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {help !== undefined && (
        <p className={styles.help} id={`${id}-help`}>
          {help}
        </p>
      )}
      {problem !== undefined && (
        <p className={styles.problem} id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
