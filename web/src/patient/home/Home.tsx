import { Link } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { CalendarIcon, CameraIcon, SearchIcon } from '../../ui/icons.tsx';
import { buttonLook, secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { useHome } from '../homes.ts';
import styles from './Home.module.css';
import { texts } from './texts.ts';

/** What this is for, and where it begins. */
export function Home() {
  const t = useTexts(texts);
  const home = useHome();
  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      <p className={styles.lead}>{t.lead}</p>
      <ol className={styles.steps}>
        <li>
          <CameraIcon />
          {t.steps.photo}
        </li>
        <li>
          <SearchIcon />
          {t.steps.review}
        </li>
        <li>
          <CalendarIcon />
          {t.steps.book}
        </li>
      </ol>
      <div className={styles.ways}>
        {home?.isHolder && (
          <>
            <Link className={buttonLook} href={home.href}>
              {home.words}
            </Link>
            <Link className={secondaryLook} href="/formularios">
              {t.forms}
            </Link>
          </>
        )}
        <Link className={home?.isHolder ? secondaryLook : buttonLook} href="/ordenes/nueva">
          {t.upload}
        </Link>
        {!home?.isHolder && (
          <Link className={secondaryLook} href={home?.href ?? '/ingresar'}>
            {home?.words ?? t.signIn}
          </Link>
        )}
      </div>
      <p className={styles.soft}>{t.privacy}</p>
    </>
  );
}
