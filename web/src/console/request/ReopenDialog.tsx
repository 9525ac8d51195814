import { graphql } from '../../graphql/graphql.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import type { RequestDialogProps } from './RequestAction.tsx';
import { RequestInHandFragment } from './request.ts';
import { texts } from './texts.ts';

const Reopen = graphql(
  `
  mutation ReopenRequest($input: AssistanceRequestInput!) {
    reopenAssistanceRequest(input: $input) {
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

/** Puts a request back under review. */
export function ReopenDialog({ request, again, onClose }: RequestDialogProps) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const { save, problems, isSaving } = useSaving([], again);

  const submit = async () => {
    if (!(await save(Reopen, { input: { id: request.id, version: request.version } }))) return;
    announce(t.reopened);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.reopenButton}
      title={`${t.reopen}: ${spokenName(request.patient)}`}
    >
      <p>{t.reopenWhy}</p>
    </ActionDialog>
  );
}
