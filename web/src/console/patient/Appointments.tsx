import { useState } from 'react';
import { serverNow } from '../../graphql/clock.ts';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge } from '../../ui/Notice.tsx';
import { VISIT_TONES, visitWords } from '../words/visits.ts';
import { AppointmentActions } from './AppointmentActions.tsx';
import { AppointmentFragment } from './appointment.ts';
import styles from './Patient.module.css';
import { Section } from './Section.tsx';
import { texts } from './texts.ts';
import { useMore } from './use_more.ts';

export const PatientAppointmentsFragment = graphql(
  `
  fragment PatientAppointments on Patient {
    id
    appointments(first: 100) {
      nodes {
        id
        startsAt
        ...PatientAppointment
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`,
  [AppointmentFragment],
);

const MoreAppointments = graphql(
  `
  query MorePatientAppointments($id: ID!, $after: String) {
    patient(id: $id) {
      id
      appointments(first: 100, after: $after) {
        nodes {
          id
          startsAt
          ...PatientAppointment
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`,
  [AppointmentFragment],
);

/** The patient's appointments: those to come first, then those that are over, the newest first. */
export function Appointments({ patient }: { patient: FragmentOf<typeof PatientAppointmentsFragment> }) {
  const t = useTexts(texts);
  const { id, appointments } = readFragment(PatientAppointmentsFragment, patient);
  const more = useMore(MoreAppointments, id, appointments.pageInfo);
  // Fixed, so that nothing changes its place under the hand.
  const [now] = useState(serverNow);
  const { nodes } = appointments;
  const coming = nodes.filter(({ startsAt }) => Date.parse(startsAt) >= now);
  const past = nodes.filter(({ startsAt }) => Date.parse(startsAt) < now).reverse();
  return (
    <Section empty={nodes.length === 0 ? t.noAppointments : undefined} more={more} title={t.appointments}>
      {[
        { title: t.coming, list: coming },
        { title: t.past, list: past },
      ].map(
        ({ title, list }) =>
          list.length > 0 && (
            <div key={title}>
              <h3>{title}</h3>
              <ul className={styles.items}>
                {list.map((node) => (
                  <AppointmentItem appointment={node} key={node.id} />
                ))}
              </ul>
            </div>
          ),
      )}
    </Section>
  );
}

function AppointmentItem(props: { appointment: FragmentOf<typeof AppointmentFragment> }) {
  const t = useTexts(texts);
  const words = useTexts(visitWords);
  const { longDay, dayOf, date, time } = useFormat();
  const appointment = readFragment(AppointmentFragment, props.appointment);
  const { startsAt, state, services, site, visitNumber, cancelReason } = appointment;
  return (
    <li>
      <p>
        <strong title={date(startsAt)}>
          {longDay(dayOf(startsAt))}, {time(startsAt)}
        </strong>{' '}
        <Badge tone={VISIT_TONES[state]}>{words.visit[state]}</Badge>
      </p>
      <p>
        {visitNumber !== null && `${t.visitNumber(visitNumber)}: `}
        {services.map(({ name }) => name).join(', ')}
      </p>
      {site && <p className={styles.soft}>{site.name}</p>}
      {cancelReason !== null && <p className={styles.soft}>{cancelReason}</p>}
      <AppointmentActions appointment={appointment} />
    </li>
  );
}
