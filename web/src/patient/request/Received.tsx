import { useTexts } from '../../i18n/texts.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import styles from './request.module.css';
import { texts } from './texts.ts';

/** Says that an order arrived, and what happens next. */
export function Received({ phone }: { phone: string }) {
  const { received } = useTexts(texts);
  return (
    <section className={styles.received}>
      <span className={styles.tick}>
        <CheckIcon />
      </span>
      <PageTitle>{received.title}</PageTitle>
      <h2>{received.next}</h2>
      <ol>
        <li>{received.review}</li>
        <li>{received.message(phone)}</li>
        <li>{received.book}</li>
      </ol>
      <p>{received.close}</p>
    </section>
  );
}
