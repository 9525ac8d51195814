import { Link } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { useViewer } from '../../session/viewer.ts';
import { CalendarIcon, CameraIcon, SearchIcon } from '../../ui/icons.tsx';
import { buttonLook, secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import styles from './Home.module.css';
import { texts } from './texts.ts';

/** What this is for, and where it begins. */
export function Home() {
  const t = useTexts(texts);
  const { viewer } = useViewer();
  const isPatient = viewer?.__typename === 'Patient';
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
        <Link className={buttonLook} href="/ordenes/nueva">
          {t.upload}
        </Link>
        {isPatient ? (
          <Link className={secondaryLook} href="/ordenes">
            {t.orders}
          </Link>
        ) : (
          <Link className={secondaryLook} href="/ingresar">
            {t.signIn}
          </Link>
        )}
      </div>
      <p className={styles.soft}>{t.privacy}</p>
    </>
  );
}
