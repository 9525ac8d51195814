import { useState } from 'react';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import { useTitle } from '../shell/use_title.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import styles from './Dispatches.module.css';
import { DispatchRow } from './DispatchRow.tsx';
import { texts } from './texts.ts';
import { useDispatches } from './use_dispatches.ts';
import { useTakeBack } from './use_take_back.ts';

/** What waits out its delay: it can be corrected and cancelled until it leaves. */
export function Dispatches() {
  const t = useTexts(texts);
  const words = useErrorWords();
  useTitle(t.title);
  const { rows, isRead, error, retry } = useDispatches();
  const { last, takeBack, problems } = useTakeBack();
  const [current, setCurrent] = useState<string>();

  const step = (by: 1 | -1) => {
    const place = rows.findIndex(({ id }) => id === current);
    const row = rows[place === -1 ? 0 : place + by];
    document.querySelector<HTMLElement>(`[data-request="${CSS.escape(row?.id ?? '')}"]`)?.focus();
  };
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    z: () => last && void takeBack(last),
  });

  return (
    <>
      <h1>{t.title}</h1>
      <p className={styles.help}>{t.help}</p>
      {error && (
        <Banner tone="danger" urgent>
          {words(error).join(' ')}
          <Button onPress={retry}>{t.tryAgain}</Button>
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
            onCancel={(dispatch) => void takeBack(dispatch)}
            onFocus={setCurrent}
            problem={problems[row.id]}
            request={row}
          />
        ))}
      </ol>
    </>
  );
}
