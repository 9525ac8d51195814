import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useViewer } from '../../session/viewer.ts';
import { EmptyState } from '../../ui/Notice.tsx';
import { useTitle } from '../shell/use_title.ts';
import styles from './Admin.module.css';
import { texts } from './texts.ts';

const SCREENS = {
  services: '/administracion/prestaciones',
  circuits: '/administracion/circuitos',
  coverage: '/administracion/cobertura',
  agenda: '/administracion/agenda',
  users: '/administracion/usuarios',
  reminders: '/administracion/recordatorios',
  settings: '/administracion/ajustes',
  keys: '/administracion/claves',
} as const;

const NAMES = Object.keys(SCREENS) as (keyof typeof SCREENS)[];

/** What administrators set; everybody else is told that it is not theirs. */
export function Admin() {
  const t = useTexts(texts);
  const { viewer } = useViewer();
  const { pathname } = useLocation();
  const screen = NAMES.find((name) => pathname.startsWith(SCREENS[name]));
  useTitle(screen === undefined ? t.title : `${t[screen]} · ${t.title}`);
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen is another link
  useEffect(() => {
    // On a telephone the links stand in one line, and most of them beside the screen.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  if (viewer?.__typename !== 'User' || viewer.role !== 'ADMINISTRATOR') {
    return (
      <EmptyState isPage title={t.notYours}>
        <p>{t.notYoursWhy}</p>
      </EmptyState>
    );
  }
  return (
    <div className={styles.layout}>
      <nav aria-label={t.title} className={styles.nav} ref={nav}>
        {NAMES.map((name) => (
          <Link key={name} to={SCREENS[name]}>
            {t[name]}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  );
}
