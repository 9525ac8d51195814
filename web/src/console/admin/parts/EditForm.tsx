import { type ReactNode, useEffect, useRef } from 'react';
import { Form } from 'react-aria-components';
import type { Problems } from '../../../graphql/problems.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Banner } from '../../../ui/Notice.tsx';
import styles from './parts.module.css';
import { texts } from './texts.ts';

interface EditFormProps {
  /** Names the form for who does not see it. */
  label: string;
  problems: Problems | undefined;
  isSaving: boolean;
  onSave: () => void;
  /** What the saving button says; 'Guardar' where it is left out. */
  saveWord?: string;
  /** Leaves the form; what it says is `cancelWord`, or 'Cancelar'. */
  onCancel?: () => void;
  cancelWord?: string;
  /** Other things that can be done, apart from these. */
  more?: ReactNode;
  children: ReactNode;
}

/** A form with what was refused about the whole at its beginning, and its buttons at its end. */
export function EditForm(props: EditFormProps) {
  const { label, problems, isSaving, onSave, onCancel, more, children } = props;
  const t = useTexts(texts);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // The first input that was refused: whoever typed is led to it.
    if (problems)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')?.focus();
  }, [problems]);
  const isStale = problems?.codes.includes('STALE_VERSION');
  return (
    <Form
      aria-label={label}
      className={styles.form ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
      ref={form}
      // Natively, an input that was refused would keep the form from being sent again.
      validationBehavior="aria"
    >
      {(isStale ? [t.stale] : (problems?.general ?? [])).map((words) => (
        <Banner key={words} tone={isStale ? 'warning' : 'danger'} urgent>
          {words}
        </Banner>
      ))}
      {children}
      <div className={styles.buttons}>
        {more && <div className={styles.more}>{more}</div>}
        {onCancel && <Button onPress={onCancel}>{props.cancelWord ?? t.cancel}</Button>}
        <Button isDisabled={isSaving} type="submit" variant="primary">
          {props.saveWord ?? t.save}
        </Button>
      </div>
    </Form>
  );
}
