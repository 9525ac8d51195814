import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { Dialog } from '../../ui/patient/Dialog.tsx';
import styles from './journey.module.css';
import { texts } from './texts.ts';

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
  const t = useTexts(texts).cancelling;
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
