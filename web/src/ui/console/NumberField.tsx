import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
  FieldError,
  Input,
  Label,
  Text,
} from 'react-aria-components';
import styles from './Field.module.css';

/**
 * A whole number. What is out of range stays as it was typed, to be refused in words; an emptied input is NaN, so that
 * nobody believes that the number it had was saved as theirs.
 */
interface NumberFieldProps extends Omit<AriaNumberFieldProps, 'className' | 'style' | 'children'> {
  label: string;
  help?: string | undefined;
  problem?: string | undefined;
}

export function NumberField({ label, help, problem, ...props }: NumberFieldProps) {
  return (
    <AriaNumberField
      formatOptions={{ maximumFractionDigits: 0 }}
      {...props}
      className={styles.field ?? ''}
      isInvalid={problem !== undefined}
      isWheelDisabled
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <Input className={`${styles.input} ${styles.number}`} />
      {help && (
        <Text className={styles.help ?? ''} slot="description">
          {help}
        </Text>
      )}
      <FieldError className={styles.problem ?? ''}>{problem}</FieldError>
    </AriaNumberField>
  );
}
