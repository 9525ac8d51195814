import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import { useViewer } from '../../session/viewer.ts';
import { Announcer } from '../../ui/Announcer.tsx';
import { PersonIcon } from '../../ui/icons.tsx';
import { EmptyState } from '../../ui/Notice.tsx';
import { Preferences } from '../../ui/Preferences.tsx';
import styles from './Shell.module.css';
import { texts } from './texts.ts';

/** What an address shows that nothing is at. */
export function NotFound() {
  const t = useTexts(texts);
  return (
    <EmptyState title={t.notFound}>
      <Link href="/">{t.goBack}</Link>
    </EmptyState>
  );
}

/** What is around every page of the patients. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTexts(texts);
  const clinic = useClinic();
  return (
    <Announcer closeWord={t.close}>
      <a className="skip-link" href="#content">
        {t.skip}
      </a>
      <header className={styles.header}>
        <div>
          <Link className={styles.clinic} href="/">
            {clinic.name}
          </Link>
          <Account />
        </div>
      </header>
      <main className={styles.main} id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className={styles.footer}>
        <Preferences />
      </footer>
    </Announcer>
  );
}

/** The way to one's own details, or in. */
function Account() {
  const t = useTexts(texts);
  const { viewer } = useViewer();
  if (viewer === null) return <Link href="/ingresar">{t.signIn}</Link>;
  if (viewer?.__typename !== 'Patient') return null;
  return (
    <Link href="/mis-datos">
      <PersonIcon />
      {t.account}
    </Link>
  );
}
