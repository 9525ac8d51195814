import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import styles from './Shell.module.css';
import { texts } from './texts.ts';

/**
 * How the clinic is reached, where it says by what: below every page, or, once, where somebody is stuck
 * (see Shell.module.css).
 */
export function ReachClinic() {
  const t = useTexts(texts);
  const { phone, phoneUri, email } = useClinic();
  if (!phone && !email) return null;
  return (
    <p className={styles.reach}>
      {t.doubts}
      {phoneUri && (
        <a href={phoneUri}>
          {t.call} {phone}
        </a>
      )}
      {email && (
        <a href={`mailto:${email}`}>
          {t.write} {email}
        </a>
      )}
    </p>
  );
}
