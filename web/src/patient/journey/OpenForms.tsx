import { Link } from 'wouter';
import { type FragmentOf, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './journey.module.css';
import { OpenFormFragment } from './open_form.ts';
import { texts } from './texts.ts';

/** The forms that wait to be filled in. */
export function OpenForms({ forms }: { forms: readonly FragmentOf<typeof OpenFormFragment>[] }) {
  const t = useTexts(texts).openForms;
  // One that was just submitted is in the list until it is read again.
  const open = readFragment(OpenFormFragment, forms).filter(({ state }) => state === 'OPEN');
  if (open.length === 0) return null;
  return (
    <nav aria-labelledby="open-forms" className={styles.stack}>
      <h2 id="open-forms">{t.title}</h2>
      <ul className={styles.links}>
        {open.map(({ id, title, progress }) => (
          <li key={id}>
            <Link href={`/formularios/${id}`}>
              {title}
              <small>{t.progress(progress.answered, progress.required)}</small>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
