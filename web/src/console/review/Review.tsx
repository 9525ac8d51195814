import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { useClient } from 'urql';
import { useErrorWords } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useViewer } from '../../session/viewer.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { useMedia } from '../../ui/media.ts';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import { UndoDispatch } from '../dispatch/UndoDispatch.tsx';
import { useTakeBack } from '../dispatch/use_take_back.ts';
import type { Action } from '../request/actions.ts';
import { useIsHere } from '../shell/use_is_here.ts';
import { useTitle } from '../shell/use_title.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { fetchAhead } from '../viewer/OrderViewer.tsx';
import { Queue } from './Queue.tsx';
import { afterwards, beside, shownQueue } from './queue.ts';
import { RequestPane } from './RequestPane.tsx';
import styles from './Review.module.css';
import { RequestQuery } from './request.ts';
import { reviewRoute } from './route.tsx';
import { texts } from './texts.ts';
import { useQueue } from './use_queue.ts';
import { useTypedAhead } from './use_typed_ahead.ts';

/** The queue of orders, and the one that is looked at. */
export function Review() {
  const t = useTexts(texts);
  const words = useErrorWords();
  useTitle(t.title);
  const { time } = useFormat();
  const announce = useAnnounce();
  const navigate = useNavigate({ from: reviewRoute.fullPath });
  const { viewer } = useViewer();
  const me = viewer?.__typename === 'User' ? viewer.id : '';
  const { solicitud: open, accion } = reviewRoute.useSearch();
  const { queue, isRead, error, hasMore, readOn, retry, see } = useQueue();
  const shown = shownQueue(queue, open);
  const isEmpty = shown.rows.length === 0;
  const next = afterwards(shown, open);
  const input = useRef<HTMLInputElement>(null);
  const isWide = useMedia('(min-width: 60rem)');

  const isHere = useIsHere(reviewRoute.to);
  const go = useCallback(
    (row: { id: string } | undefined, replace = false) => {
      if (isHere()) void navigate({ replace, search: row ? { solicitud: row.id } : {} });
    },
    [navigate, isHere],
  );
  // Where there is room for both, nobody has to choose what to begin with.
  const first = shown.rows[0];
  useEffect(() => {
    if (isWide && open === undefined && first) go(first, true);
  }, [isWide, open, first, go]);
  useEffect(() => {
    if (open !== undefined) see(open);
  }, [open, see]);
  useFetchAhead(next?.id);
  // The end of what was read comes near.
  const left = shown.rows.length - shown.rows.findIndex((row) => row.id === open);
  useEffect(() => {
    if (hasMore && left < 20) readOn();
  }, [hasMore, left, readOn]);

  const { last, keepLast, takeBack } = useTakeBack();
  const undo = async () => {
    if (last && (await takeBack(last))) go(last);
  };
  const act = (action: Action | undefined) => {
    if (open === undefined || !isHere()) return;
    void navigate({
      search: action === undefined ? { solicitud: open } : { solicitud: open, accion: action },
    });
  };
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    r: () => act('resolver'),
    t: () => act('turno'),
    c: () => act('contacto'),
    z: () => void undo(),
    '/': () => input.current?.focus(),
  });
  // Who goes from row to row by keys stays in the list; whatever else opens a request leads into the search.
  const isStepping = useRef(false);
  const step = (by: 1 | -1) => {
    const row = beside(shown, open, by);
    if (!row) return;
    isStepping.current = true;
    go(row);
  };
  const focusRow = useCallback(
    () => document.querySelector<HTMLElement>('[aria-current][data-request]')?.focus(),
    [],
  );
  const ahead = useTypedAhead(input);
  const begin = useCallback(() => {
    if (isStepping.current) focusRow();
    else input.current?.focus({ preventScroll: true });
    isStepping.current = false;
    return ahead.take();
  }, [focusRow, ahead]);

  const title = <h1 className="only-spoken">{t.title}</h1>;
  if (!isRead) {
    return (
      <>
        {title}
        {error ? (
          <Banner tone="danger" urgent>
            {words(error).join(' ')}
            <Button onPress={retry}>{t.tryAgain}</Button>
          </Banner>
        ) : (
          <p role="status">{t.loading}</p>
        )}
      </>
    );
  }
  return (
    <>
      {title}
      <div className={styles.screen} data-open={open !== undefined}>
        <Queue
          arrived={queue.arrived}
          hasMore={hasMore}
          me={me}
          onMore={readOn}
          onSeen={see}
          open={open}
          shown={shown}
        >
          {last && <UndoDispatch last={last} onUndo={() => void undo()} />}
        </Queue>
        {open === undefined ? (
          <EmptyState title={isEmpty ? t.allDone : t.choose}>{isEmpty && <p>{t.allDoneWhy}</p>}</EmptyState>
        ) : (
          <div className={styles.open}>
            <Link className={styles.back ?? ''} from={reviewRoute.fullPath} search={{}} to=".">
              {t.backToQueue}
            </Link>
            <RequestPane
              action={accion}
              id={open}
              inputRef={input}
              me={me}
              onAction={act}
              onConfirmed={({ id, dueAt, wasAmended, typed }) => {
                keepLast({ id, dueAt });
                announce(t.queued(time(dueAt)));
                if (!wasAmended) {
                  if (next) ahead.begin(typed);
                  go(next);
                } else if (isHere()) void navigate({ to: '/por-enviar' });
              }}
              onFinished={() => go(next)}
              onLeave={focusRow}
              onReady={begin}
            />
          </div>
        )}
      </div>
    </>
  );
}

/** Reads a request and its files before they are asked for. */
function useFetchAhead(id: string | undefined) {
  const client = useClient();
  useEffect(() => {
    if (id === undefined) return;
    void client
      .query(RequestQuery, { id })
      .toPromise()
      .then(({ data }) => {
        if (data?.assistanceRequest) fetchAhead(data.assistanceRequest.order);
      });
  }, [client, id]);
}
