/** What the queue has to know of a request. */
export interface Queued {
  id: string;
  uploadedAt: string;
  state: string;
}

/** The requests that were read or heard of, the oldest first, and which of them arrived since. */
export interface QueueState<Row extends Queued> {
  rows: readonly Row[];
  arrived: ReadonlySet<string>;
}

/** What happens to the queue. */
export type QueueAction<Row extends Queued> =
  /** Rows came from the server; `anew` where they take the place of all that was known. */
  | { type: 'read'; rows: readonly Row[]; anew: boolean }
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
    case 'read':
      return { ...queue, rows: merged(action.anew ? [] : queue.rows, action.rows) };
    case 'changed': {
      const rows = merged(queue.rows, [action.row]);
      if (!action.arrived) return { ...queue, rows };
      return { rows, arrived: new Set([...queue.arrived, action.row.id]) };
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
  return [...rows.values()].sort(
    (one, other) => Date.parse(one.uploadedAt) - Date.parse(other.uploadedAt) || (one.id < other.id ? -1 : 1),
  );
}

/** What the list shows: who waits, and the one that is open until it is left. */
export function shownRows<Row extends Queued>(rows: readonly Row[], open: string | undefined): Row[] {
  return rows.filter((row) => waits(row) || row.id === open);
}

/** The request that is worked on after this one: the next that waits, else the first; undefined where none is left. */
export function afterwards<Row extends Queued>(
  rows: readonly Row[],
  open: string | undefined,
): Row | undefined {
  const others = rows.filter((row) => waits(row) || row.id === open);
  const place = others.findIndex((row) => row.id === open);
  const next = others[place + 1] ?? others[0];
  return next?.id === open ? undefined : next;
}

/** The row beside the one that is open, without going round. */
export function beside<Row extends Queued>(
  rows: readonly Row[],
  open: string | undefined,
  step: 1 | -1,
): Row | undefined {
  const place = rows.findIndex((row) => row.id === open);
  return place === -1 ? rows[0] : rows[place + step];
}
