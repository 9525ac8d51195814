import { Link } from 'wouter';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge } from '../../ui/Notice.tsx';
import styles from './request.module.css';
import { isConfirmed, TONES } from './states.ts';
import { texts } from './texts.ts';

/** A request in a list. */
export const RequestFragment = graphql(`
  fragment Request on AssistanceRequest {
    id
    uploadedAt
    state
    services {
      id
      name
    }
    appointment {
      id
      startsAt
    }
  }
`);

/** One of the patient's requests, in a list. */
export function RequestCard(props: { request: FragmentOf<typeof RequestFragment> }) {
  const t = useTexts(texts);
  const { date, longDate, time } = useFormat();
  const { id, uploadedAt, state, services, appointment } = readFragment(RequestFragment, props.request);
  return (
    <li>
      <Link className={styles.card} href={`/ordenes/${id}`}>
        <span className={styles.day}>{t.sentOn(date(uploadedAt))}</span>
        <Badge tone={TONES[state]}>{t.states[state]}</Badge>
        {isConfirmed(state) && services.length > 0 && (
          <span>{services.map(({ name }) => name).join(', ')}</span>
        )}
        {state === 'BOOKED' && appointment && (
          <span>{`${longDate(appointment.startsAt)}, ${time(appointment.startsAt)}`}</span>
        )}
      </Link>
    </li>
  );
}
