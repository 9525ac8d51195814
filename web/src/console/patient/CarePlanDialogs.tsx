import { useState } from 'react';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { Coverage } from '../booking/Coverage.tsx';
import { type ServiceChoice, ServicePicker } from '../booking/ServicePicker.tsx';
import { type SlotChoice, SlotPicker } from '../booking/SlotPicker.tsx';
import {
  BookVisit,
  CancelCarePlan,
  CompleteCarePlan,
  CreateCarePlan,
  type PatientCarePlan,
  ReassignCarePlan,
} from './care_plan.ts';
import { PractitionerField } from './PractitionerField.tsx';
import { texts } from './texts.ts';

interface PlanDialogProps {
  plan: PatientCarePlan;
  again: () => void;
  onClose: () => void;
}

const EMPTY = { title: '', practitionerId: '', plannedVisits: '', services: [] as ServiceChoice[] };

/** Begins a treatment: with whom, what each visit is, and how many there are meant to be. */
export function NewPlanDialog(props: { patientId: string; again: () => void; onClose: () => void }) {
  const { patientId, again, onClose } = props;
  const t = useTexts(texts);
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [draft, setDraft] = useDraft(`care-plan.${patientId}`, EMPTY);
  const { save, problems, isSaving } = useSaving(['title', 'practitionerId', 'serviceId', 'plannedVisits']);
  const { practitionerId } = draft;
  const service = draft.services[0];

  const submit = async () => {
    if (!service || !practitionerId) return;
    const wish = {
      patientId,
      practitionerId,
      serviceId: service.id,
      title: draft.title,
      plannedVisits: draft.plannedVisits ? Number(draft.plannedVisits) : null,
    };
    if (!(await save(CreateCarePlan, { input: { ...wish, idempotencyKey: keyOf(wish) } }))) return;
    setDraft(undefined);
    announce(t.created);
    again();
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDisabled={!service || !practitionerId || !draft.title.trim()}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.create}
      title={t.newCarePlan}
    >
      <TextField
        autoFocus
        isRequired
        label={t.carePlanTitle}
        onChange={(title) => setDraft({ ...draft, title })}
        problem={problems?.fields.title}
        value={draft.title}
      />
      <PractitionerField
        label={t.practitioner}
        onChange={(practitionerId) => setDraft({ ...draft, practitionerId })}
        problem={problems?.fields.practitionerId}
        value={practitionerId}
      />
      <h3>{t.service}</h3>
      <ServicePicker
        chosen={draft.services}
        // Every visit is the same: another choice takes the place of the first.
        onChange={(chosen) => setDraft({ ...draft, services: chosen.slice(-1) })}
        problem={problems?.fields.serviceId}
      />
      <TextField
        help={t.plannedVisitsHelp}
        inputMode="numeric"
        label={t.plannedVisits}
        onChange={(plannedVisits) => setDraft({ ...draft, plannedVisits })}
        problem={problems?.fields.plannedVisits}
        type="number"
        value={draft.plannedVisits}
      />
    </ActionDialog>
  );
}

/** Books the next visit of a treatment, with its practitioner. */
export function BookVisitDialog({
  plan,
  patientId,
  again,
  onClose,
}: PlanDialogProps & { patientId: string }) {
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [slot, setSlot] = useState<SlotChoice>();
  const [selfPay, setSelfPay] = useState(false);
  const [round, setRound] = useState(0);
  const { save, problems, isSaving } = useSaving(['slotId', 'selfPay'], () => {
    setSlot(undefined);
    setRound((round) => round + 1);
  });
  const submit = async () => {
    if (!slot) return;
    const wish = { carePlanId: plan.id, slotId: slot.id, selfPay };
    if (!(await save(BookVisit, { input: { ...wish, idempotencyKey: keyOf(wish) } }))) return;
    announce(t.visitBooked(dateTime(slot.startsAt)));
    again();
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDisabled={!slot}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.bookVisitButton}
      title={`${t.bookVisit}: ${plan.title}`}
    >
      <Coverage
        onSelfPay={setSelfPay}
        patientId={patientId}
        problem={problems?.fields.selfPay}
        selfPay={selfPay}
        serviceIds={[plan.service.id]}
      />
      <SlotPicker
        chosen={slot}
        onChange={setSlot}
        practitionerId={plan.practitioner.id}
        problem={problems?.fields.slotId}
        round={round}
        serviceIds={[plan.service.id]}
      />
    </ActionDialog>
  );
}

/** Hands a treatment over to another practitioner. */
export function ReassignPlanDialog({ plan, again, onClose }: PlanDialogProps) {
  const { id, version, title, practitioner } = plan;
  const t = useTexts(texts);
  const announce = useAnnounce();
  const [practitionerId, choose] = useState('');
  const { save, problems, isSaving } = useSaving(['practitionerId'], again);
  const submit = async () => {
    if (!practitionerId) return;
    if (!(await save(ReassignCarePlan, { input: { id, version, practitionerId } }))) return;
    announce(t.done);
    again();
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDisabled={!practitionerId}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.reassignPlan}
      title={`${t.reassignPlan}: ${title}`}
    >
      <p>{t.reassignPlanWhy(practitioner.name)}</p>
      <PractitionerField
        autoFocus
        except={practitioner.id}
        label={t.newPractitioner}
        onChange={choose}
        problem={problems?.fields.practitionerId}
        value={practitionerId}
      />
    </ActionDialog>
  );
}

/** Completes a treatment, or breaks it off. */
export function EndPlanDialog({
  plan,
  how,
  again,
  onClose,
}: PlanDialogProps & { how: 'terminar' | 'interrumpir' }) {
  const { id, version } = plan;
  const t = useTexts(texts);
  const announce = useAnnounce();
  const [reason, setReason] = useDraft(`end-plan.${id}`, '');
  const completing = useSaving([], again);
  const cancelling = useSaving(['reason'], again);
  const isCancel = how === 'interrumpir';
  const { problems, isSaving } = isCancel ? cancelling : completing;
  const submit = async () => {
    const isDone = isCancel
      ? await cancelling.save(CancelCarePlan, { input: { id, version, reason: reason.trim() || null } })
      : await completing.save(CompleteCarePlan, { input: { id, version } });
    if (!isDone) return;
    setReason(undefined);
    announce(t.done);
    again();
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDangerous={isCancel}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={isCancel ? t.cancelPlan : t.completePlan}
      title={`${isCancel ? t.cancelPlan : t.completePlan}: ${plan.title}`}
    >
      <p>{isCancel ? t.cancelPlanWhy : t.completePlanWhy}</p>
      {isCancel && (
        <TextField
          label={t.cancelReason}
          onChange={setReason}
          problem={problems?.fields.reason}
          value={reason}
        />
      )}
    </ActionDialog>
  );
}
