import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import styles from './Shell.module.css';
import { texts } from './texts.ts';

/** How who gets stuck reaches the clinic; nothing where it says neither telephone nor address. */
export function Contact() {
  const t = useTexts(texts);
  const { phone, phoneUri, email } = useClinic();
  if (!phone && !email) return null;
  return (
    <p className={styles.contact}>
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
