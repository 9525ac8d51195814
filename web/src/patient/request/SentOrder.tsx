import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { DocumentIcon } from '../../ui/icons.tsx';
import styles from './request.module.css';
import { texts } from './texts.ts';

/** An order as its patient sent it. */
export const SentOrderFragment = graphql(`
  fragment SentOrder on MedicalOrder {
    id
    note
    attachments {
      id
      url
      previewUrl
    }
  }
`);

/** The pages that the patient sent, and what they wrote beside them. */
export function SentOrder(props: { order: FragmentOf<typeof SentOrderFragment> }) {
  const t = useTexts(texts);
  const { note, attachments } = readFragment(SentOrderFragment, props.order);
  return (
    <section className={styles.order}>
      <h2>{t.order}</h2>
      <ul className={styles.pictures}>
        {attachments.map(({ id, url, previewUrl }, place) => (
          <li key={id}>
            <a href={url} rel="noreferrer" target="_blank">
              {previewUrl ? (
                <img alt={t.picture(place + 1)} decoding="async" loading="lazy" src={previewUrl} />
              ) : (
                <span className={styles.pdf}>
                  <DocumentIcon />
                  {t.pdf(place + 1)}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
      {note && (
        <>
          <h3>{t.yourNote}</h3>
          <p className={styles.note}>{note}</p>
        </>
      )}
    </section>
  );
}
