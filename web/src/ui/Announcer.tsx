import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import styles from './Announcer.module.css';
import { CrossIcon } from './icons.tsx';

/** How long a message stays where nobody closes it. */
const STAYS = 8_000;

const AnnouncerContext = createContext<(message: string) => void>(() => {});

/** What the announcer is given. */
interface AnnouncerProps {
  /** What the closing button is called. */
  closeWord: string;
  /**
   * What else stands there. Where it is given, both have a bar of their own below the page, so that they cover nothing
   * that is pressed and move nothing; else a message floats above the page.
   */
  bar?: ReactNode;
  children: ReactNode;
}

/** Shows and reads aloud what was done. */
export function Announcer({ closeWord, bar, children }: AnnouncerProps) {
  const [told, setTold] = useState<{ message: string; number: number } | null>(null);
  const announce = useCallback(
    (message: string) => setTold((before) => ({ message, number: (before?.number ?? 0) + 1 })),
    [],
  );
  useEffect(() => {
    if (!told) return;
    const timer = setTimeout(() => setTold(null), STAYS);
    return () => clearTimeout(timer);
  }, [told]);
  return (
    <AnnouncerContext value={announce}>
      {children}
      {/* The region is always there: what appears together with its region is not read. */}
      <div className={bar === undefined ? styles.floating : styles.bar}>
        {bar}
        <div aria-live="polite" role="status">
          {told && (
            <div className={styles.toast} key={told.number}>
              <p>{told.message}</p>
              <button aria-label={closeWord} onClick={() => setTold(null)} type="button">
                <CrossIcon />
              </button>
            </div>
          )}
        </div>
      </div>
    </AnnouncerContext>
  );
}

/** Returns what tells the person in a sentence what was done: 'Encolado para 10:32'. */
export function useAnnounce() {
  return useContext(AnnouncerContext);
}
