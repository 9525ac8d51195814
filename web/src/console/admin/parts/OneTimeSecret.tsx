import { useState } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Dialog, DialogActions } from '../../../ui/console/Dialog.tsx';
import parts from './parts.module.css';
import { texts } from './texts.ts';

/** A secret that is shown this once: it closes only by saying that it was kept. */
export function OneTimeSecret(props: { title: string; secret: string; about: string; onClose: () => void }) {
  const { title, secret, about, onClose } = props;
  const t = useTexts(texts);
  const [isCopied, setCopied] = useState(false);
  // Where the page came over plain HTTP there is no clipboard: the secret can be selected by hand.
  const canCopy = navigator.clipboard !== undefined;
  return (
    <Dialog isOpen mustAnswer onClose={onClose} title={title}>
      <p>{about}</p>
      <output className={parts.secret}>{secret}</output>
      <DialogActions>
        {canCopy && (
          <Button onPress={() => navigator.clipboard.writeText(secret).then(() => setCopied(true))}>
            {isCopied ? t.copied : t.copy}
          </Button>
        )}
        <Button onPress={onClose} variant="primary">
          {t.kept}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Tells that a secret was made and got lost on its way, and leads to where another one is given. */
export function LostSecret(props: { title: string; about: string; goOn: string; onGoOn: () => void }) {
  return (
    <Dialog isOpen mustAnswer onClose={props.onGoOn} title={props.title}>
      <p>{props.about}</p>
      <DialogActions>
        <Button autoFocus onPress={props.onGoOn} variant="primary">
          {props.goOn}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
