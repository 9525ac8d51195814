import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { serverNow } from '../../graphql/clock.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { useCounts } from '../counts/use_counts.ts';
import styles from './Queue.module.css';
import { QueueRow } from './QueueRow.tsx';
import { type ShownQueue, waits } from './queue.ts';
import { rowOf, Still } from './Still.tsx';
import { texts } from './texts.ts';
import type { QueuedRequest } from './use_queue.ts';

/** What the queue is told by the screen. */
interface QueueProps {
  shown: ShownQueue<QueuedRequest>;
  arrived: ReadonlySet<string>;
  /** The request that is open. */
  open: string | undefined;
  me: string;
  hasMore: boolean;
  onMore: () => void;
  onSeen: () => void;
  /** What stands above the list. */
  children?: ReactNode;
}

/** The requests that wait, the oldest first: those of earlier days, then those of today. */
export function Queue({ shown, arrived, open, me, hasMore, onMore, onSeen, children }: QueueProps) {
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  const counts = useCounts();
  const scroller = useRef<HTMLDivElement>(null);
  const today = dayOf(serverNow());
  const isEarlier = (row: QueuedRequest | undefined) => row !== undefined && dayOf(row.uploadedAt) < today;
  // What is not read yet begins among those of earlier days, or among those of today.
  const stopsEarlier = hasMore && isEarlier(shown.rows.at(-1));
  const fresh = [...shown.rows, ...shown.beyond].filter((row) => arrived.has(row.id));

  const show = useCallback((id: string | undefined) => {
    const link = rowOf(scroller.current, id);
    link?.scrollIntoView({ block: 'nearest' });
    return link;
  }, []);
  // Only when another one is opened, or comes back into the list: what else arrives moves nothing.
  const isListed = [...shown.rows, ...shown.beyond].some(({ id }) => id === open);
  useEffect(() => {
    if (isListed) show(open);
  }, [show, open, isListed]);

  const list = (rows: readonly QueuedRequest[], isToday: boolean) =>
    rows.length > 0 && (
      <ol className={styles.list}>
        {rows.map((row) => (
          <li key={row.id}>
            <QueueRow hasArrived={arrived.has(row.id)} isToday={isToday} me={me} request={row} />
          </li>
        ))}
      </ol>
    );
  const group = (isToday: boolean) => {
    const belongs = (row: QueuedRequest) => isEarlier(row) !== isToday;
    const rows = shown.rows.filter(belongs);
    const beyond = shown.beyond.filter(belongs);
    const known = [...rows, ...beyond].filter(waits).length;
    const counted = isToday ? counts?.today : counts?.earlier;
    // What is read to its end needs no counting.
    const count = hasMore ? Math.max(known, counted ?? 0) : known;
    const stops = hasMore && stopsEarlier !== isToday;
    if (count === 0 && rows.length + beyond.length === 0 && !stops) return null;
    return (
      <section>
        <h2 className={styles.group}>{isToday ? t.today(count) : t.earlier(count)}</h2>
        {list(rows, isToday)}
        {stops && (
          <div className={styles.more}>
            <Button onPress={onMore}>{t.showMore}</Button>
          </div>
        )}
        {list(beyond, isToday)}
      </section>
    );
  };

  return (
    <section aria-label={t.queue} className={styles.queue}>
      {children}
      <div className={styles.scroller} ref={scroller}>
        <Still open={open} scroller={scroller}>
          {group(false)}
          {group(true)}
        </Still>
      </div>
      <div aria-live="polite" className={styles.news}>
        {fresh.length > 0 && (
          <Button
            onPress={() => {
              show(fresh[0]?.id)?.focus();
              onSeen();
            }}
            variant="primary"
          >
            {t.arrived(fresh.length)}
          </Button>
        )}
      </div>
    </section>
  );
}
