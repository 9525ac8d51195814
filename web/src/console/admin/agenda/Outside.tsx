import { Link } from '@tanstack/react-router';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useFormat } from '../../../i18n/format.ts';
import { listedName } from '../../../i18n/people.ts';
import { useTexts } from '../../../i18n/texts.ts';
import styles from './Agenda.module.css';
import type { ResourceHours } from './documents.ts';
import { texts } from './texts.ts';

/** Appointments at times at which a resource does not work; each leads to the patient, where it can be moved. */
export function OutsideList(props: {
  appointments: ResultOf<typeof ResourceHours>['appointmentsOutsideHours']['nodes'];
  /** How many there are that are not among them. */
  others: number;
}) {
  const { appointments, others } = props;
  const t = useTexts(texts);
  const format = useFormat();
  return (
    <ul className={styles.outside}>
      {appointments.map(({ id, startsAt, patient, services }) => (
        <li key={id}>
          {format.dateTime(startsAt)} ·{' '}
          <Link params={{ id: patient.id }} to="/pacientes/$id">
            {listedName(patient)}
          </Link>{' '}
          · {services.map(({ name }) => name).join(', ')}
        </li>
      ))}
      {others > 0 && <li>{t.andMore(others)}</li>}
    </ul>
  );
}
