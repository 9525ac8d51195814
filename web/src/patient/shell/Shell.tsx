import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import { useViewer } from '../../session/viewer.ts';
import { Announcer } from '../../ui/Announcer.tsx';
import { EmptyState } from '../../ui/Notice.tsx';
import { Preferences } from '../../ui/Preferences.tsx';
import { useHome } from '../homes.ts';
import { ReachClinic } from './ReachClinic.tsx';
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
            <span aria-hidden="true" className={styles.mark}>
              {initials(clinic.name)}
            </span>
            {clinic.name}
          </Link>
          <Ways />
        </div>
      </header>
      <main className={styles.main} id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className={styles.footer}>
        <ReachClinic />
        <Preferences />
      </footer>
    </Announcer>
  );
}

/** The letters by which a clinic is known at a glance. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{Lu}/u.test(word));
  return words
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2);
}

/** The ways to what is one's own, or in. */
function Ways() {
  const t = useTexts(texts);
  const [here] = useLocation();
  const { viewer } = useViewer();
  const home = useHome();
  if (viewer === null) return <Link href="/ingresar">{t.signIn}</Link>;
  if (!home) return null;
  const way = (href: string, words: string) => (
    <Link aria-current={here === href ? 'page' : undefined} href={href}>
      {words}
    </Link>
  );
  return (
    <nav aria-label={t.yours} className={styles.ways}>
      {way(home.href, home.words)}
      {!home.isHolder && way('/mis-datos', t.account)}
    </nav>
  );
}
