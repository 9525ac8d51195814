import type { ReactNode } from 'react';
import type { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Dialog } from '../../../ui/console/Dialog.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { EditForm } from './EditForm.tsx';
import { texts as shared } from './texts.ts';

/** The dialog of what is little more than a name: a circuit, a site, a payer, a plan. */
export function NamedForm(props: {
  title: string;
  name: string;
  onName: (name: string) => void;
  saving: ReturnType<typeof useSaving>;
  saveWord: string;
  onSave: () => void;
  onClose: () => void;
  /** Takes it out of use or puts it back; left out for what does not exist yet. */
  archive?: { isInUse: boolean; toggle: () => void };
  children?: ReactNode;
}) {
  const { title, name, onName, saving, saveWord, onSave, onClose, archive, children } = props;
  const s = useTexts(shared);
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <EditForm
        isSaving={saving.isSaving}
        label={title}
        more={
          archive && (
            <Button
              isDisabled={saving.isSaving}
              onPress={archive.toggle}
              variant={archive.isInUse ? 'danger' : 'secondary'}
            >
              {archive.isInUse ? s.archive : s.restore}
            </Button>
          )
        }
        onCancel={onClose}
        onSave={onSave}
        problems={saving.problems}
        saveWord={saveWord}
      >
        <TextField
          autoFocus
          isRequired
          label={s.name}
          maxLength={80}
          onChange={onName}
          problem={saving.problems?.fields.name}
          value={name}
        />
        {children}
      </EditForm>
    </Dialog>
  );
}
