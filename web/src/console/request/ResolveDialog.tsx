import { graphql } from '../../graphql/graphql.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { SelectField } from '../../ui/console/SelectField.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { type RequestOutcome, requestWords } from '../words/requests.ts';
import type { RequestDialogProps } from './RequestAction.tsx';
import { RequestInHandFragment } from './request.ts';
import { texts } from './texts.ts';

const Resolve = graphql(
  `
  mutation ResolveRequest($input: ResolveAssistanceRequestInput!) {
    resolveAssistanceRequest(input: $input) {
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

/** What staff can say; the bookings say themselves. */
const OUTCOMES = ['CONTACTED', 'NOT_NEEDED', 'UNREACHABLE', 'NOT_OFFERED', 'OTHER'] as const;

const EMPTY: { outcome: RequestOutcome | ''; note: string } = { outcome: '', note: '' };

/** Closes a request: how it ended, and what else there is to say. */
export function ResolveDialog({ request, again, onClose }: RequestDialogProps) {
  const t = useTexts(texts);
  const words = useTexts(requestWords);
  const announce = useAnnounce();
  const [draft, setDraft] = useDraft(`resolve.${request.id}`, EMPTY);
  const { save, problems, isSaving } = useSaving(['outcome', 'note'], again);

  const submit = async () => {
    const { id, version } = request;
    const { outcome, note } = draft;
    if (
      !(await save(Resolve, { input: { id, version, outcome: outcome || null, note: note.trim() || null } }))
    )
      return;
    setDraft(undefined);
    announce(t.resolved);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.resolveButton}
      title={`${t.resolve}: ${spokenName(request.patient)}`}
    >
      <SelectField<RequestOutcome | ''>
        autoFocus
        label={t.outcome}
        onChange={(outcome) => setDraft({ ...draft, outcome })}
        options={[
          { value: '', label: t.outcomeNone },
          ...OUTCOMES.map((outcome) => ({ value: outcome, label: words.outcome[outcome] })),
        ]}
        problem={problems?.fields.outcome}
        value={draft.outcome}
      />
      <TextField
        help={t.noteHelp}
        label={t.note}
        multiline
        onChange={(note) => setDraft({ ...draft, note })}
        problem={problems?.fields.note}
        value={draft.note}
      />
    </ActionDialog>
  );
}
