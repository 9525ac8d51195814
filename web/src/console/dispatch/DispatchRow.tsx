import { Link } from '@tanstack/react-router';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { formatPhone, listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Badge } from '../../ui/Notice.tsx';
import { requestWords } from '../words/requests.ts';
import { Countdown } from './Countdown.tsx';
import styles from './Dispatches.module.css';
import type { LastDispatch } from './last_dispatch.ts';
import { texts } from './texts.ts';

/** What the list of what is to be sent shows. */
export const DispatchRowFragment = graphql(`
  fragment DispatchRow on AssistanceRequest {
    id
    version
    state
    patient {
      id
      givenName
      familyName
      mobilePhone
    }
    services {
      id
      name
    }
    dispatch {
      dueAt
      state
      canAmend
      confirmedBy {
        id
        name
      }
      notification {
        id
        sentAt
      }
    }
  }
`);

/** What a row is told by the screen. */
interface DispatchRowProps {
  request: FragmentOf<typeof DispatchRowFragment>;
  isCurrent: boolean;
  /** What hindered the last try to take it back. */
  problem: string | undefined;
  onCancel: (dispatch: LastDispatch) => void;
  onFocus: (id: string) => void;
}

/** A confirmation whose message waits, or what became of it. */
export function DispatchRow(props: DispatchRowProps) {
  const t = useTexts(texts);
  const words = useTexts(requestWords);
  const { time } = useFormat();
  const request = readFragment(DispatchRowFragment, props.request);
  const { id, state, patient, services, dispatch } = request;
  const name = listedName(patient);
  const waits = state === 'DISPATCH_PLANNED' && dispatch?.canAmend === true;
  const sentAt = dispatch?.notification.sentAt;
  return (
    <li
      aria-current={props.isCurrent ? 'true' : undefined}
      className={styles.row}
      data-request={id}
      onFocus={() => props.onFocus(id)}
      tabIndex={-1}
    >
      <div className={styles.when}>
        {waits && dispatch ? (
          <>
            <strong className={styles.countdown}>
              <Countdown over={t.leaving} until={dispatch.dueAt} />
            </strong>
            <time dateTime={dispatch.dueAt}>{t.leavesAt(time(dispatch.dueAt))}</time>
          </>
        ) : (
          <Badge tone={state === 'DISPATCHED' ? 'success' : 'neutral'}>
            {state === 'DISPATCHED' && sentAt ? t.sentAt(time(sentAt)) : words.state[state]}
          </Badge>
        )}
      </div>
      <div className={styles.what}>
        <strong>{name}</strong>
        <span className={styles.soft}>
          {patient.mobilePhone !== null && formatPhone(patient.mobilePhone)}
        </span>
        {dispatch?.confirmedBy && (
          <p className={styles.confirmer}>{t.confirmedBy(dispatch.confirmedBy.name)}</p>
        )}
      </div>
      <div className={styles.services}>
        <ul aria-label={t.services}>
          {services.map((service) => (
            <li key={service.id}>{service.name}</li>
          ))}
        </ul>
        {props.problem !== undefined && (
          <p className={styles.problem} role="alert">
            {props.problem}
          </p>
        )}
      </div>
      <div className={styles.actions}>
        {waits && dispatch && (
          <>
            <Link
              aria-label={t.of(t.amend, name)}
              className={styles.link ?? ''}
              search={{ solicitud: id }}
              to="/revision"
            >
              {t.amend}
            </Link>
            <Button
              aria-label={t.of(t.cancel, name)}
              onPress={() => props.onCancel({ id, dueAt: dispatch.dueAt })}
              variant="danger"
            >
              {t.cancel}
            </Button>
          </>
        )}
        {state === 'DISPATCHED' && (
          <Link
            aria-label={t.of(t.reopen, name)}
            className={styles.link ?? ''}
            search={{ solicitud: id, accion: 'reabrir' }}
            to="/revision"
          >
            {t.reopen}
          </Link>
        )}
      </div>
    </li>
  );
}
