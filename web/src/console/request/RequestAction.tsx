import { lazy, Suspense } from 'react';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Dialog, DialogActions } from '../../ui/console/Dialog.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { part } from '../../ui/part.ts';
import type { ServiceChoice } from '../booking/ServicePicker.tsx';
import type { Action } from './actions.ts';
import { ContactDialog } from './ContactDialog.tsx';
import { NewPhotoDialog } from './NewPhotoDialog.tsx';
import { ReopenDialog } from './ReopenDialog.tsx';
import { ResolveDialog } from './ResolveDialog.tsx';
import { type RequestInHand, useRequestInHand } from './request.ts';
import { texts } from './texts.ts';
import { VoidDialog } from './VoidDialog.tsx';

// These two bring most of what the dialogs weigh.
const OrderDialog = lazy(part(async () => ({ default: (await import('./OrderDialog.tsx')).OrderDialog })));
const AssignDialog = lazy(part(async () => ({ default: (await import('./AssignDialog.tsx')).AssignDialog })));

/** What every dialog about a request is given. */
export interface RequestDialogProps {
  request: RequestInHand;
  /** Its services, as far as they are known: picked, or saved. */
  picked: readonly ServiceChoice[];
  /** Reads the request anew. */
  again: () => void;
  onClose: () => void;
}

const DIALOGS = {
  orden: OrderDialog,
  resolver: ResolveDialog,
  turno: AssignDialog,
  contacto: ContactDialog,
  foto: NewPhotoDialog,
  reabrir: ReopenDialog,
  baja: VoidDialog,
};

/** The dialog in which something is done with a request. `picked`: services chosen but not saved; left out, the saved ones. */
export function RequestAction(props: {
  action: Action;
  id: string;
  picked?: readonly ServiceChoice[];
  onClose: () => void;
}) {
  const { action, id, picked, onClose } = props;
  const t = useTexts(texts);
  const words = useErrorWords();
  const { request, error, fetching, again } = useRequestInHand(id);
  if (request) {
    const Chosen = DIALOGS[action];
    return (
      <Suspense>
        <Chosen again={again} onClose={onClose} picked={picked ?? request.services} request={request} />
      </Suspense>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title={t.order}>
      {error ? (
        <Banner tone="danger" urgent>
          {words(error).join(' ')}
          <Button onPress={again}>{t.tryAgain}</Button>
        </Banner>
      ) : (
        <p>{fetching ? t.reading : t.notFound}</p>
      )}
      <DialogActions>
        <Button onPress={onClose}>{t.close}</Button>
      </DialogActions>
    </Dialog>
  );
}
