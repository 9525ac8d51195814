import type { ReactNode } from 'react';
import { type FragmentOf, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CalendarIcon } from '../../ui/icons.tsx';
import { buttonLook } from '../../ui/patient/Button.tsx';
import { AppointmentFragment } from './appointment.ts';
import styles from './journey.module.css';
import { texts } from './texts.ts';
import { When } from './When.tsx';

/** An appointment: when, where and what, and the way into the calendar. `children` are what else can be done with it. */
export function Ticket({
  appointment: masked,
  title,
  children,
}: {
  appointment: FragmentOf<typeof AppointmentFragment>;
  /** What it is called where the page is about something else. */
  title?: string;
  children?: ReactNode;
}) {
  const t = useTexts(texts).ticket;
  const { id, practitioner, externalId, selfPay, ...visit } = readFragment(AppointmentFragment, masked);
  return (
    <>
      <section className={`${styles.card} ${styles.ticket}`}>
        {title && <h2>{title}</h2>}
        <When practitioner={practitioner?.name} visit={visit} />
        {selfPay && <p className={styles.soft}>{t.selfPay}</p>}
      </section>
      <div className={styles.actions}>
        {/* What the clinic's own agenda holds may move without our knowing. */}
        {externalId === null && (
          <a className={buttonLook} download href={`/turnos/${id}/turno.ics`}>
            <CalendarIcon />
            {t.calendar}
          </a>
        )}
        {children}
      </div>
    </>
  );
}
