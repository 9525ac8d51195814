import { Link } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { buttonLook } from '../../ui/patient/Button.tsx';
import { texts } from './texts.ts';

/** What this is for, and where it begins. */
export function Home() {
  const t = useTexts(texts);
  return (
    <>
      <h1>{t.title}</h1>
      <p>{t.lead}</p>
      <Link className={buttonLook} href="/ordenes">
        {t.upload}
      </Link>
    </>
  );
}
