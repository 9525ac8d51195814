import { useTexts } from '../../i18n/texts.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { texts } from './texts.ts';
import styles from './upload.module.css';

/** How to take a photo that can be read. */
export function Tips() {
  const { tips } = useTexts(texts);
  return (
    <section className={styles.tips}>
      <h2>{tips.title}</h2>
      <ul>
        {[tips.flat, tips.whole, tips.light].map((tip) => (
          <li key={tip}>
            <CheckIcon /> {tip}
          </li>
        ))}
      </ul>
    </section>
  );
}
