import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type Ref, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { graphql, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMedia } from '../../ui/media.ts';
import type { Action } from '../request/actions.ts';
import { RequestRowFragment } from '../request/request_row.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import type { TableColumn } from './columns.tsx';
import { AHEAD, indexOf, type List, type Place } from './list.ts';
import { RowActions } from './RowActions.tsx';
import { SortHeading } from './SortHeading.tsx';
import type { Order } from './search.ts';
import { texts } from './texts.ts';
import styles from './Worklist.module.css';

const RowQuery = graphql(
  `
  query WorklistRow($id: ID!) {
    assistanceRequest(id: $id) {
      id
      ...RequestRow
    }
  }
`,
  [RequestRowFragment],
);

/** From here on there is room to spare. */
const ROOMY = '(min-width: 87.5rem)';
/** What the actions are wide, as columns are. */
const ACTIONS_WIDTH = 152;
/** About how high a row and a card are, in pixels, until they are measured. */
const HEIGHTS = { row: 57, card: 330 };
/** What the headings hide of the rows below them, in pixels. */
const HEADINGS = 96;

/** What the rows are shown with. */
interface RowsProps {
  list: List;
  /** Requests of all pages, where that is known. */
  total: number | undefined;
  isBusy: boolean;
  /** Cards instead of a table. */
  isNarrow: boolean;
  columns: readonly TableColumn[];
  /** All at once, and not only what is in sight. */
  isPrinting: boolean;
  order: Order;
  isDescending: boolean;
  sort: (order: Order) => void;
  readMore: () => void;
  /** Where one was when one left; `keep` notes where one is. */
  place: Place | undefined;
  keep: (place: Place) => void;
  act: (action: Action, id: string) => void;
}

/** The rows that are in sight; those above and below are only space. */
export function Rows(props: RowsProps) {
  const { list, isNarrow, columns, isPrinting, readMore, place, keep } = props;
  const t = useTexts(texts);
  const isRoomy = useMedia(ROOMY);
  const top = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  // Whatever changes above moves the list down or up.
  useLayoutEffect(() => {
    const measure = () => setScrollMargin(top.current?.offsetTop ?? 0);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: list.ids.length,
    estimateSize: () => (isNarrow ? HEIGHTS.card : HEIGHTS.row),
    getItemKey: (index) => list.ids[index] ?? index,
    overscan: 8,
    scrollMargin,
    scrollPaddingStart: isNarrow ? 0 : HEADINGS,
  });
  const [selected, setSelected] = useState(place?.selected);
  // Once, where the rows are there again; who only read the beginning stays at the top of the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is noted later is no place to go back to
  useEffect(() => {
    if (place && place.index > 0) virtualizer.scrollToIndex(indexOf(place, list.ids), { align: 'start' });
  }, []);
  const first = virtualizer.range?.startIndex ?? 0;
  useEffect(() => {
    const id = list.ids[first];
    if (id !== undefined) keep({ id, index: first, ...(selected !== undefined && { selected }) });
  }, [first, list, selected, keep]);
  const select = (step: 1 | -1) => {
    const index = selected === undefined ? -1 : list.ids.indexOf(selected);
    const next = index < 0 ? 0 : Math.min(Math.max(index + step, 0), list.ids.length - 1);
    setSelected(list.ids[next]);
    virtualizer.scrollToIndex(next, { align: 'auto' });
  };
  const actOnSelected = (action: Action) => {
    // With another filter it may be gone from sight.
    if (selected !== undefined && list.ids.includes(selected)) props.act(action, selected);
  };
  useShortcuts({
    j: () => select(1),
    k: () => select(-1),
    r: () => actOnSelected('resolver'),
    t: () => actOnSelected('turno'),
    c: () => actOnSelected('contacto'),
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (list.hasMore && last >= list.ids.length - AHEAD) readMore();
  }, [list, last, readMore]);

  const shown = isPrinting
    ? list.ids.map((id, index) => ({ id, index }))
    : items.flatMap(({ index }) => {
        const id = list.ids[index];
        return id === undefined ? [] : [{ id, index }];
      });
  const above = isPrinting ? 0 : (items[0]?.start ?? scrollMargin) - scrollMargin;
  const below = isPrinting
    ? 0
    : virtualizer.getTotalSize() - ((items.at(-1)?.end ?? scrollMargin) - scrollMargin);
  const rows = shown.map(({ id, index }) => (
    <Row
      act={props.act}
      columns={columns}
      id={id}
      index={index}
      isCard={isNarrow}
      isGone={list.gone.has(id)}
      isSelected={id === selected}
      key={id}
      measure={virtualizer.measureElement}
    />
  ));

  const shareOf = ({ width, roomy = width }: TableColumn) => (isRoomy && !isPrinting ? roomy : width);
  const whole = columns.reduce((sum, column) => sum + shareOf(column), ACTIONS_WIDTH);
  return (
    <div aria-busy={props.isBusy} className={styles.rows} ref={top}>
      {isNarrow ? (
        <ul className={styles.cards} style={{ paddingBlock: `${above}px ${below}px` }}>
          {rows}
        </ul>
      ) : (
        // Header and rows count: the total where it is known.
        <table aria-label={t.title} aria-rowcount={(props.total ?? -2) + 1} className={styles.table}>
          <colgroup>
            {columns.map((column) => (
              <col key={column.id} style={{ width: `${(100 * shareOf(column)) / whole}%` }} />
            ))}
            <col className={styles.actionsColumn} />
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <SortHeading
                  column={column}
                  isDescending={props.isDescending}
                  key={column.id}
                  order={props.order}
                  sort={props.sort}
                />
              ))}
              <th className={styles.actionsColumn} scope="col">
                {t.actionsColumn}
              </th>
            </tr>
          </thead>
          <tbody>
            <Space height={above} />
            {rows}
            <Space height={below} />
          </tbody>
        </table>
      )}
    </div>
  );
}

function Space({ height }: { height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without cells takes no focus
  return height > 0 && <tr aria-hidden="true" className={styles.space} style={{ height }} />;
}

/** A row reads itself from the cache, so what changes live changes it and no other. */
function Row(props: {
  columns: readonly TableColumn[];
  id: string;
  index: number;
  isCard: boolean;
  isGone: boolean;
  isSelected: boolean;
  measure: Ref<HTMLElement>;
  act: (action: Action, id: string) => void;
}) {
  const { columns, id, index, isCard, isGone, isSelected, measure, act } = props;
  const t = useTexts(texts);
  const [{ data }] = useQuery({ query: RowQuery, variables: { id } });
  const row = readFragment(RequestRowFragment, data?.assistanceRequest);
  if (!row) return null;
  const actions = <RowActions act={act} isRoomy={isCard} row={row} />;
  const className = isGone ? styles.gone : undefined;
  const note = isGone && <span className={styles.goneNote}>{t.gone}</span>;
  if (isCard) {
    return (
      <li
        aria-current={isSelected}
        className={className}
        data-index={index}
        ref={measure as Ref<HTMLLIElement>}
      >
        <dl className={styles.card}>
          {columns.map(({ id, Cell }) => (
            <div data-column={id} key={id}>
              <dt>{t.columns[id]}</dt>
              <dd>
                <Cell row={row} />
              </dd>
            </div>
          ))}
        </dl>
        {note}
        {actions}
      </li>
    );
  }
  return (
    <tr
      aria-current={isSelected}
      aria-rowindex={index + 2}
      className={className}
      data-index={index}
      ref={measure as Ref<HTMLTableRowElement>}
    >
      {columns.map(({ id, Cell, others }) => (
        <td key={id}>
          <Cell row={row} />
          {others.map(({ id, Cell }) => (
            <div className={styles.soft} key={id}>
              <span className="only-spoken">{t.columns[id]}: </span>
              <Cell row={row} />
            </div>
          ))}
          {id === 'state' && note}
        </td>
      ))}
      <td className={styles.actionsColumn}>{actions}</td>
    </tr>
  );
}
