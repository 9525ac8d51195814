import { graphql } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { instantOf } from '../../i18n/clinic_time.ts';
import { useFormat } from '../../i18n/format.ts';
import { spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { DatePicker } from '../../ui/console/DatePicker.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { TimeField } from '../../ui/console/TimeField.tsx';
import styles from './Request.module.css';
import type { RequestDialogProps } from './RequestAction.tsx';
import { RequestInHandFragment } from './request.ts';
import { texts } from './texts.ts';

const Link = graphql(
  `
  mutation LinkExternalAppointment($input: LinkExternalAppointmentInput!) {
    linkExternalAppointment(input: $input) {
      assistanceRequest {
        id
        appointment {
          id
          startsAt
        }
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

const EMPTY = { externalId: '', day: null as string | null, minute: null as number | null };

/** Notes an appointment that was booked in the clinic's own portal. `place` is the choice of where to book. */
export function PortalDialog(props: RequestDialogProps & { place: React.ReactNode }) {
  const { request, again, onClose, place } = props;
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const { timeZone } = useClinic();
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [draft, setDraft] = useDraft(`portal-time.${request.id}`, EMPTY);
  const { externalId, day, minute } = draft;
  const { save, problems, isSaving } = useSaving(['externalId', 'startsAt'], again);

  const submit = async () => {
    if (day === null || minute === null) return;
    const startsAt = instantOf(day, minute, timeZone);
    const { id, version } = request;
    const wish = { id, externalId, startsAt };
    if (!(await save(Link, { input: { ...wish, version, idempotencyKey: keyOf(wish) } }))) return;
    setDraft(undefined);
    announce(t.assigned(dateTime(startsAt)));
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDisabled={!externalId.trim() || !day || minute === null}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.portalButton}
      title={`${t.assign}: ${spokenName(request.patient)}`}
    >
      {place}
      <TextField
        isRequired
        label={t.externalId}
        onChange={(externalId) => setDraft({ ...draft, externalId })}
        problem={problems?.fields.externalId}
        value={externalId}
      />
      <div className={styles.when}>
        <DatePicker
          label={t.externalDay}
          onChange={(day) => setDraft({ ...draft, day })}
          problem={problems?.fields.startsAt}
          value={day}
        />
        <TimeField
          label={t.externalTime}
          onChange={(minute) => setDraft({ ...draft, minute })}
          value={minute}
        />
      </div>
    </ActionDialog>
  );
}
