import type { Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';

/**
 * A button of the console: `primary` once a screen, `danger` for what cannot be taken back. There is no `isPending`:
 * React Aria announces it by an element whose label is gone when the button is, and axe finds that.
 */
interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'isPending'> {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ variant = 'secondary', ...props }: ButtonProps) {
  return <AriaButton {...props} className={`${styles.button} ${styles[variant]}`} />;
}
