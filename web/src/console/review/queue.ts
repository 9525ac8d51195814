/** What the queue has to know of a request. */
export interface Queued {
  id: string;
  uploadedAt: string;
  state: string;
}

/** The requests that were read or heard of, and which of them arrived since. */
export interface QueueState<Row extends Queued> {
  /** Those without a gap, the oldest first. */
  rows: readonly Row[];
  /** Those that arrived, and come after others that are not read yet. */
  beyond: readonly Row[];
  /** Whether there are others that are not read yet. */
  hasMore: boolean;
  arrived: ReadonlySet<string>;
}

/** What happens to the queue. */
export type QueueAction<Row extends Queued> =
  /** Rows came from the server; `isFirst` where they take the place of all that was known. */
  | { type: 'read'; rows: readonly Row[]; isFirst: boolean; hasMore: boolean }
  /** One changed, or came into being just now. */
  | { type: 'changed'; row: Row; arrived: boolean }
  /** Somebody has seen it; all of them where none is named. */
  | { type: 'seen'; id?: string };

const WAITING: readonly string[] = ['PENDING_REVIEW', 'NEEDS_ATTENTION'];

/** Whether a request waits for an operator. */
export function waits(row: Queued): boolean {
  return WAITING.includes(row.state);
}

/** The queue after what happened. */
export function queueReducer<Row extends Queued>(
  queue: QueueState<Row>,
  action: QueueAction<Row>,
): QueueState<Row> {
  switch (action.type) {
    case 'read': {
      const { hasMore } = action;
      const read = merged(action.isFirst ? [] : queue.rows, action.rows);
      const beyond = queue.beyond.filter(({ id }) => !read.some((row) => row.id === id));
      return hasMore
        ? { ...queue, rows: read, beyond, hasMore }
        : { ...queue, rows: merged(read, beyond), beyond: [], hasMore };
    }
    case 'changed': {
      const { row, arrived } = action;
      const isIn = (rows: readonly Row[]) => rows.some(({ id }) => id === row.id);
      const end = queue.hasMore ? queue.rows.at(-1) : undefined;
      const isBeyond =
        !isIn(queue.rows) && end !== undefined && Date.parse(row.uploadedAt) >= Date.parse(end.uploadedAt);
      // What did not arrive now comes with its page.
      if (isBeyond && !arrived && !isIn(queue.beyond)) return queue;
      return {
        ...queue,
        ...(isBeyond ? { beyond: merged(queue.beyond, [row]) } : { rows: merged(queue.rows, [row]) }),
        arrived: arrived ? new Set([...queue.arrived, row.id]) : queue.arrived,
      };
    }
    case 'seen': {
      if (action.id === undefined) return { ...queue, arrived: new Set() };
      if (!queue.arrived.has(action.id)) return queue;
      return { ...queue, arrived: new Set([...queue.arrived].filter((id) => id !== action.id)) };
    }
  }
}

/** The oldest first; those of one moment stay as the server told them. */
function merged<Row extends Queued>(known: readonly Row[], more: readonly Row[]): Row[] {
  const rows = new Map(known.map((row) => [row.id, row]));
  for (const row of more) rows.set(row.id, row);
  return [...rows.values()].sort((one, other) => Date.parse(one.uploadedAt) - Date.parse(other.uploadedAt));
}

/** What the list shows of it. */
export type ShownQueue<Row extends Queued> = Pick<QueueState<Row>, 'rows' | 'beyond'>;

/** What the list shows: who waits, and the one that is open until it is left. */
export function shownQueue<Row extends Queued>(
  { rows, beyond }: QueueState<Row>,
  open: string | undefined,
): ShownQueue<Row> {
  const isShown = (row: Row) => waits(row) || row.id === open;
  return { rows: rows.filter(isShown), beyond: beyond.filter(isShown) };
}

/** The request that is worked on after this one: the next that waits, else the first; undefined where none is left. */
export function afterwards<Row extends Queued>(
  queue: ShownQueue<Row>,
  open: string | undefined,
): Row | undefined {
  const rows = withoutGap(queue, open);
  const next = rows[rows.findIndex((row) => row.id === open) + 1] ?? queue.rows[0];
  return next?.id === open ? undefined : next;
}

/** The row beside the one that is open, without going round, nor over what is not read yet. */
export function beside<Row extends Queued>(
  queue: ShownQueue<Row>,
  open: string | undefined,
  step: 1 | -1,
): Row | undefined {
  const rows = withoutGap(queue, open);
  const place = rows.findIndex((row) => row.id === open);
  return place === -1 ? rows[0] : rows[place + step];
}

/** The part of the list in which a request is. */
function withoutGap<Row extends Queued>({ rows, beyond }: ShownQueue<Row>, open: string | undefined) {
  return beyond.some(({ id }) => id === open) ? beyond : rows;
}
