import { useState } from 'react';
import { useQuery } from 'urql';
import { serverNow } from '../../graphql/clock.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { instantOf } from '../../i18n/clinic_time.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { Dialog, DialogActions } from '../../ui/console/Dialog.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { TimeField } from '../../ui/console/TimeField.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { type SlotChoice, SlotPicker } from '../booking/SlotPicker.tsx';
import { CancelAppointment, CompleteVisit, MoveAppointment, type PatientAppointment } from './appointment.ts';
import styles from './Patient.module.css';
import { texts } from './texts.ts';

interface AppointmentDialogProps {
  appointment: PatientAppointment;
  onClose: () => void;
}

/** Says which appointment a dialog is about: a patient has several. */
function Which({ appointment: { startsAt, services } }: { appointment: PatientAppointment }) {
  const { longDate, time } = useFormat();
  return (
    <p className={styles.which}>
      <strong>
        {longDate(startsAt)}, {time(startsAt)}
      </strong>{' '}
      {services.map(({ name }) => name).join(', ')}
    </p>
  );
}

/** Says that the visit took place; where nobody said that it began, from when until when. */
export function CompleteDialog({ appointment, onClose }: AppointmentDialogProps) {
  const { id, startsAt, endsAt, startedAt } = appointment;
  const t = useTexts(texts);
  const { time, dayOf } = useFormat();
  const { timeZone } = useClinic();
  const announce = useAnnounce();
  // What is still to come cannot have been.
  const minuteOf = (instant: string) => {
    const [hour = 0, minute = 0] = time(Math.min(Date.parse(instant), serverNow()))
      .split(':')
      .map(Number);
    return hour * 60 + minute;
  };
  const [{ began, ended }, setTimes] = useDraft<Record<'began' | 'ended', number | null>>(
    `complete-at.${id}`,
    {
      began: minuteOf(startsAt),
      ended: minuteOf(endsAt),
    },
  );
  const { save, problems, isSaving } = useSaving(startedAt === null ? ['startedAt', 'endedAt'] : []);
  const submit = async () => {
    if (began === null || ended === null) return;
    const at = (minute: number) => instantOf(dayOf(startsAt), minute, timeZone);
    const times = startedAt === null ? { startedAt: at(began), endedAt: at(ended) } : {};
    if (!(await save(CompleteVisit, { input: { id, ...times } }))) return;
    setTimes(undefined);
    announce(t.done);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDisabled={began === null || ended === null}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.complete}
      title={t.completeTitle}
    >
      <Which appointment={appointment} />
      {startedAt === null && (
        <>
          <TimeField
            label={t.began}
            onChange={(began) => setTimes({ began, ended })}
            problem={problems?.fields.startedAt}
            value={began}
          />
          <TimeField
            label={t.ended}
            onChange={(ended) => setTimes({ began, ended })}
            problem={problems?.fields.endedAt}
            value={ended}
          />
        </>
      )}
    </ActionDialog>
  );
}

/** Calls the appointment off. */
export function CancelDialog({ appointment, onClose }: AppointmentDialogProps) {
  const { id } = appointment;
  const t = useTexts(texts);
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [reason, setReason] = useDraft(`cancel.${id}`, '');
  const { save, problems, isSaving } = useSaving(['reason']);
  const submit = async () => {
    const wish = { id, reason: reason.trim() || null };
    if (!(await save(CancelAppointment, { input: { ...wish, idempotencyKey: keyOf(wish) } }))) return;
    setReason(undefined);
    announce(t.cancelled);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDangerous
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.cancelButton}
      title={t.cancel}
    >
      <Which appointment={appointment} />
      <p>{appointment.visitNumber === null ? t.cancelWhy : t.cancelVisitWhy}</p>
      <TextField
        label={t.cancelReason}
        onChange={setReason}
        problem={problems?.fields.reason}
        value={reason}
      />
    </ActionDialog>
  );
}

/** Moves the appointment to another slot for the same services. */
export function MoveDialog({ appointment, onClose }: AppointmentDialogProps) {
  const { id, services } = appointment;
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [slot, setSlot] = useState<SlotChoice>();
  const [round, setRound] = useState(0);
  const { save, problems, isSaving } = useSaving(['slotId'], () => {
    setSlot(undefined);
    setRound((round) => round + 1);
  });
  const submit = async () => {
    if (!slot) return;
    const wish = { id, slotId: slot.id };
    if (!(await save(MoveAppointment, { input: { ...wish, idempotencyKey: keyOf(wish) } }))) return;
    announce(t.moved(dateTime(slot.startsAt)));
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDisabled={!slot}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.moveButton}
      title={`${t.move}: ${services.map(({ name }) => name).join(', ')}`}
    >
      <SlotPicker
        chosen={slot}
        movingId={id}
        onChange={setSlot}
        problem={problems?.fields.slotId}
        round={round}
        serviceIds={services.map(({ id }) => id)}
      />
    </ActionDialog>
  );
}

const ExplainQuery = graphql(`
  query ExplainReminder($appointmentId: ID!) {
    explainReminder(appointmentId: $appointmentId) {
      summary
      steps {
        at
        text
        notificationId
      }
    }
  }
`);

/** Why the patient was reminded of the appointment, or not, step by step. */
export function ExplainDialog({ appointment, onClose }: AppointmentDialogProps) {
  const t = useTexts(texts);
  const words = useErrorWords();
  const { dateTime } = useFormat();
  const [{ data, error }] = useQuery({
    query: ExplainQuery,
    variables: { appointmentId: appointment.id },
    requestPolicy: 'network-only',
  });
  const explanation = data?.explainReminder;
  return (
    <Dialog isOpen onClose={onClose} title={t.explanation}>
      {error && <Banner tone="danger">{words(error).join(' ')}</Banner>}
      {!data && !error && <p role="status">{t.reading}</p>}
      {explanation && (
        <>
          <p>{explanation.summary}</p>
          <ol className={styles.steps}>
            {explanation.steps.map(({ at, text }) => (
              <li key={at + text}>
                <time className={styles.soft} dateTime={at}>
                  {dateTime(at)}
                </time>
                <p>{text}</p>
              </li>
            ))}
          </ol>
        </>
      )}
      <DialogActions>
        <Button onPress={onClose}>{t.close}</Button>
      </DialogActions>
    </Dialog>
  );
}
