import { useState } from 'react';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import { useTitle } from '../shell/use_title.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import styles from './Dispatches.module.css';
import { DispatchRow } from './DispatchRow.tsx';
import { useLastDispatch } from './last_dispatch.ts';
import { texts } from './texts.ts';
import { useCancelDispatch } from './use_cancel_dispatch.ts';
import { useDispatches } from './use_dispatches.ts';

/** What waits out its delay: it can be corrected and cancelled until it leaves. */
export function Dispatches() {
  const t = useTexts(texts);
  const words = useErrorWords();
  useTitle(t.title);
  const announce = useAnnounce();
  const { rows, isRead, error, read } = useDispatches();
  const cancel = useCancelDispatch();
  const [last, setLast] = useLastDispatch();
  const [current, setCurrent] = useState<string>();
  const [problems, setProblems] = useState<Record<string, string>>({});

  const takeBack = async (id: string) => {
    const found = await cancel(id, rows.find((row) => row.id === id)?.dispatch?.dueAt);
    setProblems(({ [id]: _, ...others }) => (found ? { ...others, [id]: found.general.join(' ') } : others));
    if (found) return;
    if (last?.id === id) setLast(undefined);
    announce(t.cancelled);
  };
  const step = (by: 1 | -1) => {
    const place = rows.findIndex(({ id }) => id === current);
    const row = rows[place === -1 ? 0 : place + by];
    document.querySelector<HTMLElement>(`[data-request="${CSS.escape(row?.id ?? '')}"]`)?.focus();
  };
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    z: () => last && void takeBack(last.id),
  });

  return (
    <>
      <h1>{t.title}</h1>
      <p className={styles.help}>{t.help}</p>
      {error && (
        <Banner tone="danger" urgent>
          {words(error).join(' ')}
          <Button onPress={() => void read()}>{t.tryAgain}</Button>
        </Banner>
      )}
      {isRead && rows.length === 0 && (
        <EmptyState title={t.none}>
          <p>{t.noneWhy}</p>
        </EmptyState>
      )}
      <ol aria-label={t.title} className={styles.list}>
        {rows.map((row) => (
          <DispatchRow
            isCurrent={row.id === current}
            key={row.id}
            onCancel={(id) => void takeBack(id)}
            onFocus={setCurrent}
            problem={problems[row.id]}
            request={row}
          />
        ))}
      </ol>
    </>
  );
}
