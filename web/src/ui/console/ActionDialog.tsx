import type { ReactNode } from 'react';
import { Form } from 'react-aria-components';
import type { Problems } from '../../graphql/problems.ts';
import { type Dictionary, useTexts } from '../../i18n/texts.ts';
import { Banner } from '../Notice.tsx';
import { Button } from './Button.tsx';
import { Dialog, DialogActions } from './Dialog.tsx';

const es = { cancel: 'Cancelar', keep: 'No, dejarlo como está' };
const en: typeof es = { cancel: 'Cancel', keep: 'No, keep it as it is' };
const texts: Dictionary<typeof es> = { es, en };

/** A dialog in which something is said and done. It stays open, with what was typed, until that succeeds. */
interface ActionDialogProps {
  title: string;
  /** What the button that does it is called. */
  submit: string;
  /** It calls something off: then the other button must not read as if it did. */
  isDangerous?: boolean;
  /** While it is not known yet what would be done. */
  isDisabled?: boolean;
  isBusy: boolean;
  problems: Problems | undefined;
  onSubmit: () => void;
  onClose: () => void;
  children?: ReactNode;
}

export function ActionDialog(props: ActionDialogProps) {
  const { title, submit, isDangerous, isDisabled, isBusy, problems, onSubmit, onClose, children } = props;
  const t = useTexts(texts);
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      {problems?.general.map((words) => (
        <Banner key={words} tone="danger" urgent>
          {words}
        </Banner>
      ))}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) onSubmit();
        }}
        style={{ display: 'contents' }}
        validationBehavior="aria"
      >
        {children}
        <DialogActions>
          <Button onPress={onClose}>{isDangerous ? t.keep : t.cancel}</Button>
          <Button isDisabled={isDisabled ?? false} type="submit" variant={isDangerous ? 'danger' : 'primary'}>
            {submit}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
