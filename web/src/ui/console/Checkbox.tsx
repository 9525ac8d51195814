import type { ReactNode } from 'react';
import {
  Checkbox as AriaCheckbox,
  CheckboxGroup as AriaCheckboxGroup,
  type CheckboxGroupProps as AriaCheckboxGroupProps,
  type CheckboxProps as AriaCheckboxProps,
  FieldError,
  Label,
  Text,
} from 'react-aria-components';
import { CheckIcon } from '../icons.tsx';
import styles from './Checkbox.module.css';
import field from './Field.module.css';

/** Yes or no. */
interface CheckboxProps extends Omit<AriaCheckboxProps, 'className' | 'style' | 'children'> {
  children: ReactNode;
}

export function Checkbox({ children, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className={styles.checkbox ?? ''}>
      <span className={styles.box}>
        <CheckIcon />
      </span>
      <span>{children}</span>
    </AriaCheckbox>
  );
}

/** Any of several; its children are `Checkbox`es, each with a `value`. */
interface CheckboxGroupProps extends Omit<AriaCheckboxGroupProps, 'className' | 'style' | 'children'> {
  label: string;
  help?: string | undefined;
  problem?: string | undefined;
  children: ReactNode;
}

export function CheckboxGroup({ label, help, problem, children, ...props }: CheckboxGroupProps) {
  return (
    <AriaCheckboxGroup {...props} className={field.field ?? ''} isInvalid={problem !== undefined}>
      <Label className={field.label ?? ''}>{label}</Label>
      {help && (
        <Text className={field.help ?? ''} slot="description">
          {help}
        </Text>
      )}
      <div className={styles.choices}>{children}</div>
      <FieldError className={field.problem ?? ''}>{problem}</FieldError>
    </AriaCheckboxGroup>
  );
}
