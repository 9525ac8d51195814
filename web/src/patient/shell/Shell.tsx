import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import { Announcer } from '../../ui/Announcer.tsx';
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
        <Link href="/">{clinic.name}</Link>
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
