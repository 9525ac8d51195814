import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { serverNow } from '../../graphql/clock.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { useMedia } from '../../ui/media.ts';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import type { Action } from '../request/actions.ts';
import { RequestAction } from '../request/RequestAction.tsx';
import { useTitle } from '../shell/use_title.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { SIDE_BY_SIDE, STACKED } from './columns.tsx';
import { Filters } from './Filters.tsx';
import { Rows } from './Rows.tsx';
import { worklistRoute } from './route.tsx';
import { type Order, questionOf, type WorklistSearch } from './search.ts';
import { texts } from './texts.ts';
import { useExport } from './use_export.ts';
import { usePlace } from './use_place.ts';
import { usePrint } from './use_print.ts';
import { useWorklist } from './use_worklist.ts';
import styles from './Worklist.module.css';

/** Below this some columns stand below others; */
const MEDIUM = '(max-width: 78.99rem)';
/** and below this for no table: each row becomes a card. */
const NARROW = '(max-width: 57.49rem)';

type Change = { [Name in keyof WorklistSearch]: WorklistSearch[Name] | undefined };

/** All requests, by filters; live, and with the three circuits at hand. */
export function Worklist() {
  const t = useTexts(texts);
  const words = useErrorWords();
  useTitle(t.title);
  const announce = useAnnounce();
  const { number, dayOf } = useFormat();
  const search = worklistRoute.useSearch();
  const text = useRouterState({ select: ({ location }) => location.state.worklistText ?? '' });
  const navigate = useNavigate();
  const isNarrow = useMedia(NARROW);
  const isMedium = useMedia(MEDIUM);
  const today = dayOf(serverNow());
  const question = questionOf(search, text, today);
  const { place, keep } = usePlace();
  const { list, total, isReading, error, readMore, readAgain } = useWorklist(question, place);
  // What paper says that does not hold all of them.
  const missing = total === undefined || !list ? 0 : total - list.ids.length;
  const part = list?.hasMore
    ? t.part(number(list.ids.length), missing > 0 ? number(missing) : undefined)
    : undefined;
  const printing = usePrint({ list, error, readMore }, (rows) =>
    announce(part === undefined ? t.printed(rows, number(rows)) : t.printedPart(part)),
  );
  const csv = useExport(question);
  const filters = useRef<HTMLDivElement>(null);
  useShortcuts({
    '/': () => filters.current?.querySelector<HTMLInputElement>('input[type="search"]')?.focus(),
  });

  const change = useCallback(
    (change: Change) => {
      void navigate({
        replace: true,
        to: worklistRoute.to,
        search: withoutUndefined({ ...search, ...change }),
        state: true,
        resetScroll: false,
      });
    },
    [navigate, search],
  );
  const setText = useCallback(
    (worklistText: string) => {
      void navigate({
        replace: true,
        to: worklistRoute.to,
        search,
        state: (before) => ({ ...before, worklistText }),
        resetScroll: false,
      });
    },
    [navigate, search],
  );
  const act = useCallback(
    (accion: Action, solicitud: string) => {
      void navigate({
        to: worklistRoute.to,
        search: { ...search, accion, solicitud },
        state: true,
        resetScroll: false,
      });
    },
    [navigate, search],
  );
  const sort = (order: Order) => {
    const isSame = (search.orden ?? 'subida') === order;
    change({
      orden: order === 'subida' ? undefined : order,
      sentido: isSame && search.sentido === undefined ? 'desc' : undefined,
    });
  };
  const clear = (rest: WorklistSearch) => {
    void navigate({ to: worklistRoute.to, search: rest, state: {} });
  };
  const download = async () => {
    const count = await csv.start();
    if (count !== undefined) announce(t.exported(number(count)));
  };

  const changed = list ? t.changed(list.fresh.size, list.gone.size) : '';
  const shownTotal = list && !list.hasMore ? list.ids.length : total;
  const isUnfiltered = Object.keys(search).length === 0 && text === '';
  const problem = error ?? csv.error;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>{t.title}</h1>
        {part !== undefined && <p className={styles.printed}>{part}</p>}
        <p className={styles.count} role="status">
          {shownTotal === undefined ? t.counting : t.count(shownTotal, number(shownTotal))}
        </p>
        <div className={styles.tools}>
          {csv.done === undefined ? (
            <Button onPress={download}>{t.exportCsv}</Button>
          ) : (
            <>
              <span role="status">{t.exporting(number(csv.done))}</span>
              <Button onPress={csv.stop}>{t.stop}</Button>
            </>
          )}
          {printing.done === undefined ? (
            <Button onPress={printing.start}>{t.print}</Button>
          ) : (
            <>
              <span role="status">{t.gathering(number(printing.done))}</span>
              <Button onPress={printing.stop}>{t.stop}</Button>
            </>
          )}
        </div>
      </div>
      <div ref={filters}>
        <Filters
          change={change}
          onText={setText}
          search={search}
          sorts={isNarrow}
          text={text}
          today={today}
        />
      </div>
      {problem && (
        <Banner tone="danger" urgent>
          {words(problem).join(' ')}
          <Button onPress={readAgain}>{t.tryAgain}</Button>
        </Banner>
      )}
      <div aria-live="polite" className={styles.changes}>
        {changed !== '' && (
          <Banner tone="accent">
            {changed}
            <Button onPress={readAgain}>{t.refresh}</Button>
          </Banner>
        )}
      </div>
      {list && list.ids.length > 0 && (
        <Rows
          act={act}
          columns={isMedium && !isNarrow && !printing.isPrinting ? STACKED : SIDE_BY_SIDE}
          isBusy={isReading}
          isDescending={search.sentido === 'desc'}
          isNarrow={isNarrow && !printing.isPrinting}
          isPrinting={printing.isPrinting}
          keep={keep}
          list={list}
          order={search.orden ?? 'subida'}
          place={place}
          readMore={readMore}
          sort={sort}
          total={shownTotal}
        />
      )}
      {isReading && (!list || list.ids.length > 0) && (
        <p className={styles.reading}>{list ? t.readingMore : t.reading}</p>
      )}
      {list?.ids.length === 0 && (
        <EmptyState title={isUnfiltered ? t.emptyToday : t.empty}>
          {isUnfiltered ? (
            <Button onPress={() => clear({ periodo: 'todo' })}>{t.showAll}</Button>
          ) : (
            <Button onPress={() => clear({})}>{t.clear}</Button>
          )}
        </EmptyState>
      )}
      {search.accion && search.solicitud && (
        <RequestAction
          action={search.accion}
          id={search.solicitud}
          key={`${search.accion} ${search.solicitud}`}
          onClose={() => change({ accion: undefined, solicitud: undefined })}
        />
      )}
    </div>
  );
}

function withoutUndefined(change: Change): WorklistSearch {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
