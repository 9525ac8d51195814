import { useQuery } from 'urql';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge } from '../../ui/Notice.tsx';
import { MESSAGE_TONES, messageWords } from '../words/messages.ts';
import { reasonWords } from '../words/reasons.ts';
import styles from './Patient.module.css';
import { texts } from './texts.ts';

export const MessageFragment = graphql(`
  fragment TimelineMessage on Notification {
    id
    kind
    channel
    practitionerName
    state
    dueAt
    sentAt
    deliveredAt
    readAt
    reason
    reasonDetail
    text
    linkedFormIds
    outstandingFormIds
    attempts {
      number
      startedAt
      outcome
      code
      detail
    }
  }
`);

/** A message: what it was, where it stands, and why it was not said where it was not. */
export function Message({ message: ref }: { message: FragmentOf<typeof MessageFragment> }) {
  const t = useTexts(texts);
  const words = useTexts(messageWords);
  const reasons = useTexts(reasonWords);
  const { time, dateTime } = useFormat();
  const message = readFragment(MessageFragment, ref);
  const { kind, channel, state, reason, reasonDetail, text, deliveredAt, readAt } = message;
  const facts = [
    message.practitionerName !== null && t.toPractitioner(message.practitionerName),
    words.channel[channel],
    state === 'PLANNED' && t.due(dateTime(message.dueAt)),
    deliveredAt !== null && t.delivered(time(deliveredAt)),
    readAt !== null && t.read(time(readAt)),
  ].filter(Boolean);
  return (
    <>
      <p>
        <strong>{words.kind[kind]}</strong> <Badge tone={MESSAGE_TONES[state]}>{words.state[state]}</Badge>
      </p>
      <p className={styles.soft}>{facts.join(' · ')}</p>
      {reason !== null && (
        <p className={styles.reason}>
          {reasons[reason] ?? reason}
          {reasonDetail !== null && <span className={styles.soft}> ({reasonDetail})</span>}
        </p>
      )}
      <FormTitles ids={message.linkedFormIds} label={t.links} />
      <FormTitles ids={message.outstandingFormIds} label={t.outstanding} />
      {text !== null && (
        <details>
          <summary>{t.text}</summary>
          <p className={styles.words}>{text}</p>
        </details>
      )}
      <Attempts attempts={message.attempts} />
    </>
  );
}

function Attempts({ attempts }: { attempts: ResultOf<typeof MessageFragment>['attempts'] }) {
  const t = useTexts(texts);
  const words = useTexts(messageWords);
  const { dateTime } = useFormat();
  if (attempts.length === 0) return null;
  return (
    <details>
      <summary>{t.attempts(attempts.length)}</summary>
      <ul className={styles.attempts}>
        {attempts.map(({ number, startedAt, outcome, code, detail }) => (
          <li key={number}>
            {dateTime(startedAt)}: {words.attempt[outcome]}
            {code !== null && ` (${code})`} {detail}
          </li>
        ))}
      </ul>
    </details>
  );
}

function FormTitles({ ids, label }: { ids: readonly string[]; label: string }) {
  if (ids.length === 0) return null;
  return (
    <p>
      {label}:{' '}
      {ids.map((id, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <FormTitle id={id} />
        </span>
      ))}
    </p>
  );
}

const FormTitleQuery = graphql(`
  query FormTitle($id: ID!) {
    form(id: $id) {
      id
      title
    }
  }
`);

function FormTitle({ id }: { id: string }) {
  const [{ data }] = useQuery({ query: FormTitleQuery, variables: { id } });
  return <>«{data?.form?.title ?? '…'}»</>;
}
