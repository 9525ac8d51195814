import { useState } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import type { RequestDialogProps } from './RequestAction.tsx';
import { RequestInHandFragment } from './request.ts';
import { texts } from './texts.ts';

const AskPhoto = graphql(
  `
  mutation RequestNewPhoto($input: RequestNewPhotoInput!) {
    requestNewPhoto(input: $input) {
      assistanceRequest {
        id
        ...RequestInHand
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [RequestInHandFragment],
);

/** Asks the patient for a better photo, and says what is wrong with this one. */
export function NewPhotoDialog({ request, again, onClose }: RequestDialogProps) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [reason, setReason] = useDraft(`photo.${request.id}`, '');
  const [isMissing, setMissing] = useState(false);
  const { save, problems, isSaving } = useSaving(['reason'], again);

  const submit = async () => {
    setMissing(reason.trim() === '');
    if (reason.trim() === '') return;
    const { id, version } = request;
    const idempotencyKey = keyOf({ id, reason });
    if (!(await save(AskPhoto, { input: { id, version, reason, idempotencyKey } }))) return;
    setReason(undefined);
    announce(t.photoAsked);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.photoButton}
      title={`${t.photo}: ${spokenName(request.patient)}`}
    >
      <TextField
        autoFocus
        help={t.photoReasonHelp}
        isRequired
        label={t.photoReason}
        maxLength={300}
        multiline
        onChange={setReason}
        problem={isMissing ? t.photoReasonMissing : problems?.fields.reason}
        value={reason}
      />
    </ActionDialog>
  );
}
