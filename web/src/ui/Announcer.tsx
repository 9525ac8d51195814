import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import styles from './Announcer.module.css';
import { CrossIcon } from './icons.tsx';

/** How long a message stays where nobody closes it. */
const STAYS = 8_000;

const AnnouncerContext = createContext<(message: string) => void>(() => {});

/** Shows and reads aloud what was done. `closeWord` is what the closing button is called. */
export function Announcer({ closeWord, children }: { closeWord: string; children: ReactNode }) {
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
      <div aria-live="polite" className={styles.region} role="status">
        {told && (
          <div className={styles.toast} key={told.number}>
            <p>{told.message}</p>
            <button aria-label={closeWord} onClick={() => setTold(null)} type="button">
              <CrossIcon />
            </button>
          </div>
        )}
      </div>
    </AnnouncerContext>
  );
}

/** Returns what tells the person in a sentence what was done: 'Encolado para 10:32'. */
export function useAnnounce() {
  return useContext(AnnouncerContext);
}
