import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge } from '../../ui/Notice.tsx';
import { requestWords } from '../words/requests.ts';
import styles from './Queue.module.css';
import { reviewRoute } from './route.tsx';
import { texts } from './texts.ts';

/** What the queue shows of a request. */
export const QueueRowFragment = graphql(`
  fragment QueueRow on AssistanceRequest {
    id
    uploadedAt
    state
    patient {
      id
      givenName
      familyName
      coverage {
        payer {
          id
          name
        }
      }
    }
    claim {
      by {
        id
        name
      }
      expiresAt
    }
  }
`);

/** A request in the queue; it opens at the right. */
export const QueueRow = memo(function QueueRow(props: {
  request: FragmentOf<typeof QueueRowFragment>;
  hasArrived: boolean;
  /** Who looks at the queue: their own claims are no news. */
  me: string;
  isToday: boolean;
}) {
  const t = useTexts(texts);
  const words = useTexts(requestWords);
  const { time, date } = useFormat();
  const { id, uploadedAt, state, patient, claim } = readFragment(QueueRowFragment, props.request);
  return (
    <Link
      className={styles.row ?? ''}
      data-request={id}
      from={reviewRoute.fullPath}
      resetScroll={false}
      search={{ solicitud: id }}
      to="."
    >
      <span className={styles.who}>{listedName(patient)}</span>
      <time className={styles.when} dateTime={uploadedAt}>
        {props.isToday ? time(uploadedAt) : date(uploadedAt)}
      </time>
      <span className={styles.payer}>{patient.coverage?.payer.name ?? t.noCoverage}</span>
      <span className={styles.badges}>
        {props.hasArrived && <Badge tone="accent">{t.isNew}</Badge>}
        {state !== 'PENDING_REVIEW' && (
          <Badge tone={state === 'NEEDS_ATTENTION' ? 'warning' : 'neutral'}>{words.state[state]}</Badge>
        )}
        {claim && claim.by.id !== props.me && <Badge>{t.with(claim.by.name)}</Badge>}
      </span>
    </Link>
  );
});
