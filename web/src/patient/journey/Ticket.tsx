import { useState } from 'react';
import { Link } from 'wouter';
import { type FragmentOf, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CalendarIcon } from '../../ui/icons.tsx';
import { Button, buttonLook, secondaryLook } from '../../ui/patient/Button.tsx';
import { AppointmentFragment } from './appointment.ts';
import { CancelDialog } from './CancelDialog.tsx';
import styles from './journey.module.css';
import { texts } from './texts.ts';
import { When } from './When.tsx';

/** The appointment that stands: when and where, and the ways to take it along, move and cancel it. */
export function Ticket({
  appointment: masked,
  root,
  onCancelled,
}: {
  appointment: FragmentOf<typeof AppointmentFragment>;
  /** Where its pages begin. */
  root: string;
  onCancelled: () => void;
}) {
  const t = useTexts(texts).ticket;
  const [asks, setAsks] = useState(false);
  const appointment = readFragment(AppointmentFragment, masked);
  const kind = appointment.carePlan ? 'visit' : 'appointment';
  return (
    <>
      <section className={styles.card}>
        <When practitioner={appointment.carePlan?.practitioner.name} visit={appointment} />
        {appointment.selfPay && <p className={styles.soft}>{t.selfPay}</p>}
      </section>
      <div className={styles.actions}>
        <a className={buttonLook} download href={`/turnos/${appointment.id}/turno.ics`}>
          <CalendarIcon />
          {t.calendar}
        </a>
        {appointment.canReschedule && (
          <Link className={secondaryLook} href={`${root}/cambiar`}>
            {t.move[kind]}
          </Link>
        )}
        {appointment.canCancel && (
          <Button onClick={() => setAsks(true)} variant="secondary">
            {t.cancel[kind]}
          </Button>
        )}
        {appointment.rescheduleObstacle && <p className={styles.soft}>{appointment.rescheduleObstacle}</p>}
      </div>
      <CancelDialog
        id={appointment.id}
        isOpen={asks}
        kind={kind}
        onCancelled={() => {
          setAsks(false);
          onCancelled();
        }}
        onClose={() => setAsks(false)}
        version={appointment.version}
      />
    </>
  );
}
