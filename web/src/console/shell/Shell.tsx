import { Link, Outlet, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useErrorWords } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import { type Staff, useViewer } from '../../session/viewer.ts';
import { Announcer } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { MenuIcon } from '../../ui/console/icons.tsx';
import { Menu } from '../../ui/console/Menu.tsx';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import { Starting } from '../../ui/Starting.tsx';
import { useCounts, useRecountAtTimes } from '../counts/use_counts.ts';
import { ShortcutsHelp } from '../shortcuts/ShortcutsHelp.tsx';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { useToMoveCount } from '../to_move/use_to_move_count.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import styles from './Shell.module.css';
import { texts } from './texts.ts';
import { useTitle } from './use_title.ts';

/** Where each role works. */
const SECTIONS = {
  OPERATOR: ['review', 'dispatch', 'worklist', 'patients'],
  ADMINISTRATOR: ['review', 'dispatch', 'worklist', 'patients', 'admin'],
  PRACTITIONER: [],
} as const;

const PATHS = {
  review: '/revision',
  dispatch: '/por-enviar',
  worklist: '/grilla',
  patients: '/pacientes',
  toMove: '/turnos-a-mover',
  admin: '/administracion',
} as const;

/** What is around every screen; who is not signed in goes to sign in, and comes back to where they were. */
export function Shell() {
  const t = useTexts(texts);
  const words = useErrorWords();
  const { viewer, error, again } = useViewer();

  if (viewer?.__typename === 'User') return <Frame viewer={viewer} />;
  if (viewer !== undefined) return <ToSignIn />;
  if (!error) return <Starting />;
  return (
    <main className={styles.main}>
      <Banner tone="danger" urgent>
        {words(error).join(' ')}
        <Button onPress={again}>{t.tryAgain}</Button>
      </Banner>
    </main>
  );
}

/** Leads to signing in once; the address to come back to is the one from before. */
function ToSignIn() {
  const navigate = useNavigate();
  const { history } = useRouter();
  useEffect(() => {
    void navigate({ replace: true, search: { volver: history.location.href }, to: '/ingresar' });
  }, [navigate, history]);
  return null;
}

function NoScreens() {
  const t = useTexts(texts);
  useTitle(t.noScreens);
  return (
    <EmptyState isPage title={t.noScreens}>
      <p>{t.noScreensWhy}</p>
    </EmptyState>
  );
}

function Frame({ viewer }: { viewer: Staff }) {
  const t = useTexts(texts);
  const clinic = useClinic();
  const navigate = useNavigate();
  const ofRole = SECTIONS[viewer.role];
  const works = ofRole.length > 0;
  const { number } = useFormat();
  const toMove = useToMoveCount(works);
  const sections = toMove > 0 ? ([...ofRole, 'toMove'] as const) : ofRole;
  const counts = useCounts(works);
  useRecountAtTimes(works);
  const countOf = { review: counts && counts.earlier + counts.today, dispatch: counts?.planned, toMove };
  const nameOf = (section: (typeof sections)[number]) => {
    const count = section in countOf ? countOf[section as keyof typeof countOf] : undefined;
    return count ? `${t[section]} (${number(count)})` : t[section];
  };
  const [helps, setHelps] = useState(false);
  useShortcuts({ '?': () => setHelps(true) });
  return (
    <Announcer bar={works && <ConnectionBanner />} closeWord={t.close}>
      <a className="skip-link" href="#content">
        {t.skip}
      </a>
      <header className={styles.header}>
        <p className={styles.clinic}>{clinic.name}</p>
        <nav aria-label={t.sections} className={styles.nav}>
          {sections.length > 0 && (
            <div className={styles.compact}>
              <Menu
                items={sections.map((section) => ({ id: section, label: nameOf(section) }))}
                label={<MenuIcon />}
                name={t.sections}
                onAction={(key) => void navigate({ to: PATHS[key as keyof typeof PATHS] })}
              />
            </div>
          )}
          <div className={styles.links}>
            {sections.map((section) => (
              <Link key={section} to={PATHS[section]}>
                {nameOf(section)}
              </Link>
            ))}
          </div>
        </nav>
        <AccountMenu name={viewer.name} onShortcuts={() => setHelps(true)} />
      </header>
      <ShortcutsHelp isOpen={helps} onClose={() => setHelps(false)} />
      <main className={styles.main} id="content" tabIndex={-1}>
        {sections.length > 0 ? <Outlet /> : <NoScreens />}
      </main>
    </Announcer>
  );
}
