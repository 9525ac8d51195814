import { type ReactNode, useState } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { useFormat } from '../../i18n/format.ts';
import { spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { SelectField } from '../../ui/console/SelectField.tsx';
import { Coverage } from '../booking/Coverage.tsx';
import { type ServiceChoice, ServicePicker } from '../booking/ServicePicker.tsx';
import { type SlotChoice, SlotPicker } from '../booking/SlotPicker.tsx';
import { PortalDialog } from './PortalDialog.tsx';
import styles from './Request.module.css';
import type { RequestDialogProps } from './RequestAction.tsx';
import { RequestInHandFragment } from './request.ts';
import { texts } from './texts.ts';

const Assign = graphql(
  `
  mutation AssignAppointment($input: AssignAppointmentInput!) {
    assignAppointment(input: $input) {
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

/** Books an appointment for the patient: in our agenda, or in the clinic's own portal where it has one. */
export function AssignDialog(props: RequestDialogProps) {
  const { bookingPortalUrl } = props.request;
  const t = useTexts(texts);
  const [place, setPlace] = useDraft<'ours' | 'theirs'>(`assign-where.${props.request.id}`, 'ours');
  const choice = bookingPortalUrl !== null && (
    <>
      <p>
        <a href={bookingPortalUrl} rel="noreferrer" target="_blank">
          {t.portal}
        </a>
        <br />
        <span className={styles.soft}>{t.portalHelp}</span>
      </p>
      <SelectField
        autoFocus
        label={t.where}
        onChange={setPlace}
        options={[
          { value: 'ours', label: t.ours },
          { value: 'theirs', label: t.theirs },
        ]}
        value={place}
      />
    </>
  );
  const Chosen = place === 'ours' ? AgendaDialog : PortalDialog;
  return <Chosen {...props} place={choice} />;
}

interface Draft {
  services: readonly ServiceChoice[];
  selfPay: boolean;
}

function AgendaDialog({ request, picked, again, onClose, place }: RequestDialogProps & { place: ReactNode }) {
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [{ services, selfPay }, setDraft] = useDraft<Draft>(`assign.${request.id}`, {
    services: picked,
    selfPay: false,
  });
  const [slot, setSlot] = useState<SlotChoice>();
  const [round, setRound] = useState(0);
  const [isMissing, setMissing] = useState(false);
  const { save, problems, isSaving } = useSaving(['slotId', 'selfPay'], () => {
    setSlot(undefined);
    setRound((round) => round + 1);
    again();
  });
  const serviceIds = services.map(({ id }) => id);
  const problem = problems?.fields.slotId ?? (isMissing && !slot ? t.chooseSlot : undefined);

  const submit = async () => {
    setMissing(!slot);
    if (!slot) return;
    const { id, version } = request;
    const wish = { id, slotId: slot.id, selfPay };
    if (!(await save(Assign, { input: { ...wish, version, idempotencyKey: keyOf(wish) } }))) return;
    setDraft(undefined);
    announce(t.assigned(dateTime(slot.startsAt)));
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.assignButton}
      title={`${t.assign}: ${spokenName(request.patient)}`}
    >
      {place}
      <ServicePicker
        autoFocus={!place}
        chosen={services}
        onChange={(chosen) => {
          setDraft({ services: chosen, selfPay });
          setSlot(undefined);
        }}
        problem={serviceIds.length === 0 ? problem : undefined}
      />
      {serviceIds.length > 0 && (
        <>
          <Coverage
            onSelfPay={(selfPay) => setDraft({ services, selfPay })}
            patientId={request.patient.id}
            problem={problems?.fields.selfPay}
            selfPay={selfPay}
            serviceIds={serviceIds}
          />
          <SlotPicker
            chosen={slot}
            onChange={setSlot}
            problem={problem}
            round={round}
            serviceIds={serviceIds}
          />
        </>
      )}
    </ActionDialog>
  );
}
