import type { ComponentProps, ReactNode } from 'react';
import styles from './patient.module.css';

/** One of several choices, big enough for any thumb. Put them into a `fieldset` with a `legend`. */
export function RadioCard({
  children,
  ...props
}: Omit<ComponentProps<'input'>, 'type' | 'className'> & { children: ReactNode }) {
  return (
    <label className={styles.card}>
      <input {...props} type="radio" />
      <span>{children}</span>
    </label>
  );
}
