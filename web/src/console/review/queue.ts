/** What the queue has to know of a request. */
export interface Queued {
  id: string;
  uploadedAt: string;
  state: string;
}

/** The requests that were read or heard of, the oldest first, and which of them arrived since. */
export interface QueueState<Row extends Queued> {
  rows: readonly Row[];
  /** The last one that was read, where others that are not read yet come after it. */
  end: Row | undefined;
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
      const rows = merged(action.isFirst ? [] : queue.rows, action.rows);
      return { ...queue, rows, end: action.hasMore ? (action.rows.at(-1) ?? queue.end) : undefined };
    }
    case 'changed': {
      const { row, arrived } = action;
      const isKnown = queue.rows.some(({ id }) => id === row.id);
      // It comes with its page.
      if (!isKnown && !arrived && isAfter(row, queue.end)) return queue;
      const rows = merged(queue.rows, [row]);
      if (!arrived) return { ...queue, rows };
      return { ...queue, rows, arrived: new Set([...queue.arrived, row.id]) };
    }
    case 'seen': {
      if (action.id === undefined) return { ...queue, arrived: new Set() };
      if (!queue.arrived.has(action.id)) return queue;
      return { ...queue, arrived: new Set([...queue.arrived].filter((id) => id !== action.id)) };
    }
  }
}

function merged<Row extends Queued>(known: readonly Row[], more: readonly Row[]): Row[] {
  const rows = new Map(known.map((row) => [row.id, row]));
  for (const row of more) rows.set(row.id, row);
  return [...rows.values()].sort(inOrder);
}

function inOrder(one: Queued, other: Queued): number {
  return Date.parse(one.uploadedAt) - Date.parse(other.uploadedAt) || (one.id < other.id ? -1 : 1);
}

function isAfter(row: Queued, end: Queued | undefined): boolean {
  return end !== undefined && inOrder(row, end) > 0;
}

/** What the list shows: who waits, and the one that is open until it is left. */
export interface ShownQueue<Row extends Queued> {
  /** The rows without a gap, the oldest first. */
  rows: readonly Row[];
  /** Who arrived, and comes after others that are not read yet. */
  beyond: readonly Row[];
}

/** What the list shows, with one request open. */
export function shownQueue<Row extends Queued>(
  { rows, end }: QueueState<Row>,
  open: string | undefined,
): ShownQueue<Row> {
  const shown = rows.filter((row) => waits(row) || row.id === open);
  return {
    rows: shown.filter((row) => !isAfter(row, end)),
    beyond: shown.filter((row) => isAfter(row, end)),
  };
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
