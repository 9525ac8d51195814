import { graphql } from '../../graphql/graphql.ts';
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

const Void = graphql(
  `
  mutation VoidRequest($input: VoidAssistanceRequestInput!) {
    voidAssistanceRequest(input: $input) {
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

/** Takes a request out of the worklist (fechabaja). */
export function VoidDialog({ request, again, onClose }: RequestDialogProps) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const [reason, setReason] = useDraft(`void.${request.id}`, '');
  const { save, problems, isSaving } = useSaving(['reason'], again);

  const submit = async () => {
    const { id, version } = request;
    if (!(await save(Void, { input: { id, version, reason: reason.trim() || null } }))) return;
    setReason(undefined);
    announce(t.voided);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDangerous
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.voidButton}
      title={`${t.void}: ${spokenName(request.patient)}`}
    >
      <p>{t.voidWhy}</p>
      <TextField
        autoFocus
        label={t.voidReason}
        multiline
        onChange={setReason}
        problem={problems?.fields.reason}
        value={reason}
      />
    </ActionDialog>
  );
}
