import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Message, MessageFragment } from './Message.tsx';
import styles from './Patient.module.css';
import { Section } from './Section.tsx';
import { texts } from './texts.ts';
import { timelineOf } from './timeline.ts';
import { useMore } from './use_more.ts';

export const PatientTimelineFragment = graphql(
  `
  fragment PatientTimeline on Patient {
    id
    notifications(first: 50) {
      nodes {
        id
        dueAt
        sentAt
        ...TimelineMessage
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    assistanceRequests(first: 50) {
      nodes {
        id
        replies {
          text
          buttonPayload
          receivedAt
        }
        contactAttempts {
          at
          message
          by {
            id
            name
          }
        }
      }
    }
  }
`,
  [MessageFragment],
);

const MoreMessages = graphql(
  `
  query MorePatientMessages($id: ID!, $after: String) {
    patient(id: $id) {
      id
      notifications(first: 50, after: $after) {
        nodes {
          id
          dueAt
          sentAt
          ...TimelineMessage
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`,
  [MessageFragment],
);

/** Everything that was said to the patient and what they answered; where nothing was said, why not. */
export function Timeline({ patient }: { patient: FragmentOf<typeof PatientTimelineFragment> }) {
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const { id, notifications, assistanceRequests } = readFragment(PatientTimelineFragment, patient);
  const { nodes, pageInfo } = notifications;
  const more = useMore(MoreMessages, id, pageInfo);
  const entries = timelineOf(nodes, assistanceRequests.nodes, !pageInfo.hasNextPage);
  return (
    <Section empty={entries.length === 0 ? t.noTimeline : undefined} more={more} title={t.timeline}>
      <ol className={styles.timeline}>
        {entries.map((entry) => (
          <li
            className={styles[entry.type]}
            key={entry.type === 'message' ? entry.message.id : `${entry.type} ${entry.at}`}
          >
            <time className={styles.soft} dateTime={entry.at}>
              {dateTime(entry.at)}
            </time>
            {entry.type === 'message' && <Message message={entry.message} />}
            {entry.type === 'reply' && (
              <>
                <p>
                  <strong>{t.reply}</strong>
                </p>
                <p className={styles.words}>{replyWords(entry.reply, t)}</p>
              </>
            )}
            {entry.type === 'contact' && (
              <>
                <p>
                  <strong>{t.contact(entry.contact.by.name)}</strong>
                </p>
                <p className={styles.words}>{entry.contact.message}</p>
              </>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What they wrote, which button they tapped, or that it was neither. */
function replyWords(
  { text, buttonPayload }: { text: string; buttonPayload: string | null },
  t: (typeof texts)['es'],
): string {
  if (text !== '') return text;
  return buttonPayload === null ? t.attachmentOnly : t.tapped(buttonPayload);
}
