import type { ComponentProps } from 'react';
import styles from './patient.module.css';

/** A button of the patient's pages; `busy` while what it did is under way. */
interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  variant?: 'primary' | 'secondary' | 'danger';
  busy?: boolean;
}

export function Button({
  variant = 'primary',
  busy = false,
  type = 'button',
  onClick,
  ...props
}: ButtonProps) {
  return (
    <button
      {...props}
      aria-disabled={busy || undefined}
      className={`${styles.button} ${styles[variant]}`}
      // Not `disabled`: that would throw the focus away.
      onClick={busy ? (event) => event.preventDefault() : onClick}
      type={type}
    />
  );
}

/** The look of a button, for a link that is the next step. */
export const buttonLook = `${styles.button} ${styles.primary}`;

/** The same for a link that is another way to go. */
export const secondaryLook = `${styles.button} ${styles.secondary}`;
