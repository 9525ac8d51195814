import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { type Dictionary, useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { Dialog } from '../../ui/patient/Dialog.tsx';
import styles from './journey.module.css';

const es = {
  ask: { appointment: '¿Cancelás este turno?', visit: '¿Cancelás esta visita?' },
  after: {
    appointment: 'El horario queda libre para otra persona. Después podés elegir otro con el mismo enlace.',
    visit: 'El horario queda libre para otra persona. Si lo que querés es otro día, mejor cambiala.',
  },
  yes: { appointment: 'Sí, cancelar el turno', visit: 'Sí, cancelar la visita' },
  no: 'No, dejarlo como está',
};

const en: typeof es = {
  ask: { appointment: 'Cancel this appointment?', visit: 'Cancel this visit?' },
  after: {
    appointment:
      'The time will be free for somebody else. Afterwards you can choose another with the same link.',
    visit: 'The time will be free for somebody else. If what you want is another day, move it instead.',
  },
  yes: { appointment: 'Yes, cancel the appointment', visit: 'Yes, cancel the visit' },
  no: 'No, keep it',
};
const texts: Dictionary<typeof es> = { es, en };

const CancelAppointmentMutation = graphql(`
  mutation CancelAppointment($input: CancelAppointmentInput!) {
    cancelAppointment(input: $input) {
      appointment {
        id
        state
        version
        canCancel
        canReschedule
        rescheduleObstacle
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

/** Asks once more before an appointment is cancelled. */
export function CancelDialog({
  id,
  version,
  kind,
  isOpen,
  onClose,
  onCancelled,
}: {
  id: string;
  version: number;
  kind: 'appointment' | 'visit';
  isOpen: boolean;
  onClose: () => void;
  onCancelled: () => void;
}) {
  const t = useTexts(texts);
  const wordsOf = useProblems();
  const [{ fetching }, cancel] = useMutation(CancelAppointmentMutation);
  const [problems, setProblems] = useState<string[]>([]);

  const confirm = async () => {
    if (fetching) return;
    // Sent twice, the first one did it.
    const { data, error } = await cancel({ input: { id, idempotencyKey: `${id}.${version}` } });
    if (data?.cancelAppointment.appointment) onCancelled();
    else setProblems(wordsOf({ error, userErrors: data?.cancelAppointment.userErrors }, []).general);
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t.ask[kind]}>
      <p>{t.after[kind]}</p>
      {problems.map((words) => (
        <Banner key={words} tone="danger" urgent>
          {words}
        </Banner>
      ))}
      <div className={styles.actions}>
        <Button busy={fetching} onClick={confirm} variant="danger">
          {t.yes[kind]}
        </Button>
        <Button onClick={onClose} variant="secondary">
          {t.no}
        </Button>
      </div>
    </Dialog>
  );
}
