import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { serverNow } from '../../graphql/clock.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import styles from './Queue.module.css';
import { QueueRow } from './QueueRow.tsx';
import { rowOf, Still } from './Still.tsx';
import { texts } from './texts.ts';
import type { QueuedRequest } from './use_queue.ts';

/** What the queue is told by the screen. */
export interface QueueProps {
  rows: readonly QueuedRequest[];
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
export function Queue({ rows, arrived, open, me, hasMore, onMore, onSeen, children }: QueueProps) {
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const today = dayOf(serverNow());
  const earlier = rows.filter((row) => dayOf(row.uploadedAt) < today);
  const ofToday = rows.slice(earlier.length);
  const fresh = rows.filter((row) => arrived.has(row.id));

  const show = useCallback((id: string | undefined) => {
    const link = rowOf(scroller.current, id);
    link?.scrollIntoView({ block: 'nearest' });
    return link;
  }, []);
  // Only when another one is opened: what arrives moves nothing.
  useEffect(() => void show(open), [show, open]);
  const group = (title: string, members: readonly QueuedRequest[]) =>
    members.length > 0 && (
      <section>
        <h2 className={styles.group}>{title}</h2>
        <ol className={styles.list}>
          {members.map((row) => (
            <li key={row.id}>
              <QueueRow
                hasArrived={arrived.has(row.id)}
                isToday={members === ofToday}
                me={me}
                request={row}
              />
            </li>
          ))}
        </ol>
      </section>
    );

  return (
    <section aria-label={t.queue} className={styles.queue}>
      {children}
      <div className={styles.scroller} ref={scroller}>
        <Still open={open} scroller={scroller}>
          {group(t.earlier(earlier.length), earlier)}
          {group(t.today(ofToday.length), ofToday)}
          {hasMore && (
            <div className={styles.more}>
              <Button onPress={onMore}>{t.showMore}</Button>
            </div>
          )}
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
