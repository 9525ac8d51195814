import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CalendarIcon } from '../../ui/icons.tsx';
import { secondaryLook } from '../../ui/patient/Button.tsx';
import styles from './request.module.css';
import { texts } from './texts.ts';

/** An appointment as its patient needs to know it. */
export const AppointmentFragment = graphql(`
  fragment Appointment on Appointment {
    id
    startsAt
    externalId
    site {
      id
      name
      address
    }
    services {
      id
      name
      preparation
    }
  }
`);

/** When, where, what and how to prepare; and the way into the calendar. */
export function AppointmentTicket(props: { appointment: FragmentOf<typeof AppointmentFragment> }) {
  const { appointment: t } = useTexts(texts);
  const { longDate, time } = useFormat();
  const { id, startsAt, site, services, externalId } = readFragment(AppointmentFragment, props.appointment);
  const preparations = new Set(
    services.map(({ preparation }) => preparation).filter((step) => step !== null),
  );
  return (
    <section className={styles.ticket}>
      <h2>{t.when}</h2>
      <p className={styles.when}>{`${longDate(startsAt)}, ${t.time(time(startsAt))}`}</p>
      {site && (
        <>
          <h2>{t.where}</h2>
          <p>
            {site.name}
            <br />
            {site.address}
          </p>
        </>
      )}
      {services.length > 0 && (
        <>
          <h2>{t.what}</h2>
          <ul>
            {services.map((service) => (
              <li key={service.id}>{service.name}</li>
            ))}
          </ul>
        </>
      )}
      {preparations.size > 0 && (
        <>
          <h2>{t.preparation}</h2>
          {[...preparations].map((step) => (
            <p key={step}>{step}</p>
          ))}
        </>
      )}
      {/* What the clinic's own agenda holds may move without our knowing. */}
      {externalId === null && (
        <a className={secondaryLook} href={`/turnos/${id}/turno.ics`}>
          <CalendarIcon />
          {t.calendar}
        </a>
      )}
      <p className={styles.soft}>{t.change}</p>
    </section>
  );
}
