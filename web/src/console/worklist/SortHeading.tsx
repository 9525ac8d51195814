import { useTexts } from '../../i18n/texts.ts';
import type { Column } from './columns.tsx';
import type { Order } from './search.ts';
import { texts } from './texts.ts';
import styles from './Worklist.module.css';

/** The heading of a column; by some the grid can be sorted, and once more the other way round. */
export function SortHeading(props: {
  column: Column;
  order: Order;
  isDescending: boolean;
  sort: (order: Order) => void;
}) {
  const { column, order, isDescending, sort } = props;
  const t = useTexts(texts);
  const by = column.order;
  if (by === undefined) return <th scope="col">{t.columns[column.id]}</th>;
  const isSorted = order === by;
  const direction = isDescending ? 'descending' : 'ascending';
  return (
    <th aria-sort={isSorted ? direction : 'none'} scope="col">
      <button className={styles.sort} onClick={() => sort(by)} type="button">
        {t.columns[column.id]}
        <span aria-hidden="true">{isSorted ? (isDescending ? '▼' : '▲') : '↕'}</span>
      </button>
    </th>
  );
}
