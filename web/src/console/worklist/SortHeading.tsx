import { useTexts } from '../../i18n/texts.ts';
import type { TableColumn } from './columns.tsx';
import type { Order } from './search.ts';
import { texts } from './texts.ts';
import styles from './Worklist.module.css';

/** The heading of a column and of those below it; by some the grid can be sorted, and once more the other way round. */
export function SortHeading(props: {
  column: TableColumn;
  order: Order;
  isDescending: boolean;
  sort: (order: Order) => void;
}) {
  const { column, order, isDescending, sort } = props;
  const t = useTexts(texts);
  const by = column.order;
  const others = column.others.map(({ id }) => (
    <div className={styles.other} key={id}>
      {t.columns[id]}
    </div>
  ));
  if (by === undefined) {
    return (
      <th scope="col">
        {t.columns[column.id]}
        {others}
      </th>
    );
  }
  const isSorted = order === by;
  const direction = isDescending ? 'descending' : 'ascending';
  return (
    <th aria-sort={isSorted ? direction : 'none'} scope="col">
      <button className={styles.sort} onClick={() => sort(by)} type="button">
        {t.columns[column.id]}
        <span aria-hidden="true">{isSorted ? (isDescending ? '▼' : '▲') : '↕'}</span>
      </button>
      {others}
    </th>
  );
}
