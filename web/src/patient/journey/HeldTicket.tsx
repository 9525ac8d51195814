import { useState } from 'react';
import { Link } from 'wouter';
import { type FragmentOf, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { AppointmentFragment } from './appointment.ts';
import { CancelDialog } from './CancelDialog.tsx';
import styles from './journey.module.css';
import { Ticket } from './Ticket.tsx';
import { texts } from './texts.ts';

/** The appointment in the hands of the holder of its link, who can move and cancel it. */
export function HeldTicket(props: {
  appointment: FragmentOf<typeof AppointmentFragment>;
  /** Where its pages begin. */
  root: string;
  onCancelled: () => void;
}) {
  const t = useTexts(texts).ticket;
  const [asks, setAsks] = useState(false);
  const appointment = readFragment(AppointmentFragment, props.appointment);
  const kind = appointment.carePlan ? 'visit' : 'appointment';
  return (
    <Ticket appointment={props.appointment}>
      {appointment.canReschedule && (
        <Link className={secondaryLook} href={`${props.root}/cambiar`}>
          {t.move[kind]}
        </Link>
      )}
      {appointment.canCancel && (
        <Button onClick={() => setAsks(true)} variant="secondary">
          {t.cancel[kind]}
        </Button>
      )}
      {appointment.rescheduleObstacle && <p className={styles.soft}>{appointment.rescheduleObstacle}</p>}
      <CancelDialog
        id={appointment.id}
        isOpen={asks}
        kind={kind}
        onCancelled={() => {
          setAsks(false);
          props.onCancelled();
        }}
        onClose={() => setAsks(false)}
        version={appointment.version}
      />
    </Ticket>
  );
}
