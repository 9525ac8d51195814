import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './Request.module.css';
import { texts } from './texts.ts';

/** What was said about a request so far. */
export const HistoryFragment = graphql(`
  fragment History on AssistanceRequest {
    id
    replies {
      text
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
`);

/** The patient's note and answers, and the contacts that colleagues registered, the newest first. */
export function History(props: { request: FragmentOf<typeof HistoryFragment>; note: string | null }) {
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const { replies, contactAttempts } = readFragment(HistoryFragment, props.request);
  const said = [
    ...replies.map(({ text, receivedAt }) => ({ at: receivedAt, who: t.patient, text })),
    ...contactAttempts.map(({ at, by, message }) => ({ at, who: t.contactBy(by.name), text: message })),
  ].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  if (said.length === 0 && !props.note) return null;
  return (
    <section className={styles.card}>
      <h2>{t.history}</h2>
      {props.note && (
        <figure className={styles.said}>
          <figcaption>{t.note}</figcaption>
          <blockquote>{props.note}</blockquote>
        </figure>
      )}
      {said.map(({ at, who, text }) => (
        <figure className={styles.said} key={`${at} ${text}`}>
          <figcaption>
            {who} · <time dateTime={at}>{dateTime(at)}</time>
          </figcaption>
          <blockquote>{text}</blockquote>
        </figure>
      ))}
    </section>
  );
}
