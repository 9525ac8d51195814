import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from 'react-aria-components';
import styles from './Field.module.css';

/** A labelled input. `problem` are the words of a refusal about it. */
interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> {
  label: string;
  help?: string | undefined;
  problem?: string | undefined;
  placeholder?: string;
  multiline?: boolean;
}

export function TextField({ label, help, problem, placeholder, multiline, ...props }: TextFieldProps) {
  const Control = multiline ? TextArea : Input;
  return (
    <AriaTextField {...props} className={styles.field ?? ''} isInvalid={problem !== undefined}>
      <Label className={styles.label ?? ''}>{label}</Label>
      <Control className={styles.input ?? ''} {...(placeholder === undefined ? {} : { placeholder })} />
      {help && (
        <Text className={styles.help ?? ''} slot="description">
          {help}
        </Text>
      )}
      <FieldError className={styles.problem ?? ''}>{problem}</FieldError>
    </AriaTextField>
  );
}
