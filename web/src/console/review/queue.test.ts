import { describe, expect, it } from 'vitest';
import {
  afterwards,
  beside,
  type QueueAction,
  type Queued,
  type QueueState,
  queueReducer,
  shownQueue,
} from './queue.ts';

function row(id: string, minute: number, state = 'PENDING_REVIEW'): Queued {
  return { id, uploadedAt: `2026-11-23T11:${String(minute).padStart(2, '0')}:00Z`, state };
}

const empty: QueueState<Queued> = { rows: [], beyond: [], hasMore: false, arrived: new Set() };
const play = (queue: QueueState<Queued>, ...actions: QueueAction<Queued>[]) =>
  actions.reduce(queueReducer<Queued>, queue);
const page = (rows: Queued[], { isFirst = false, hasMore = false } = {}) =>
  ({ type: 'read', rows, isFirst, hasMore }) as const;
const read = play(empty, page([row('b', 2), row('a', 1)], { isFirst: true }));
const ids = (rows: readonly Queued[]) => rows.map(({ id }) => id).join('');

describe('queueReducer', () => {
  it('keeps the oldest first, however rows come', () => {
    const more = play(read, page([row('c', 3), row('a', 1)]));
    expect(ids(more.rows)).toBe('abc');
    expect(ids(play(more, page([row('c', 3)], { isFirst: true })).rows)).toBe('c');
  });

  it('leaves those of one moment as the server told them', () => {
    const [first, second] = [row('z', 1), row('b', 1)];
    const queue = play(empty, page([first, second], { isFirst: true, hasMore: true }));
    expect(ids(shownQueue(queue, undefined).rows)).toBe('zb');
    expect(ids(play(queue, { type: 'changed', row: second, arrived: false }).rows)).toBe('zb');
  });

  it('counts who arrived, once, until somebody has seen it', () => {
    const change = { type: 'changed', row: row('c', 3), arrived: true } as const;
    const twice = play(read, change, change);
    expect(ids(twice.rows)).toBe('abc');
    expect([...twice.arrived]).toEqual(['c']);
    expect(queueReducer(twice, { type: 'seen', id: 'a' })).toBe(twice);
    expect(queueReducer(twice, { type: 'seen', id: 'c' }).arrived.size).toBe(0);
    expect(queueReducer(twice, { type: 'seen' }).arrived.size).toBe(0);
  });

  it('shows a request that no longer waits only while it is open', () => {
    const queue = play(read, { type: 'changed', row: row('a', 1, 'DISPATCH_PLANNED'), arrived: false });
    expect(ids(shownQueue(queue, 'a').rows)).toBe('ab');
    expect(ids(shownQueue(queue, 'b').rows)).toBe('b');
  });
});

describe('a queue that is not read to its end', () => {
  const begun = play(
    empty,
    page([row('a', 1), row('b', 2)], { isFirst: true, hasMore: true }),
    { type: 'changed', row: row('z', 50), arrived: true },
    // Its turn to be read has not come.
    { type: 'changed', row: row('d', 4), arrived: false },
  );

  it('keeps who arrives apart from the rows, until those in between are read', () => {
    const { rows, beyond } = shownQueue(begun, 'b');
    expect([ids(rows), ids(beyond)]).toEqual(['ab', 'z']);
    const whole = shownQueue(play(begun, page([row('c', 3), row('d', 4), row('z', 50)])), 'b');
    expect([ids(whole.rows), ids(whole.beyond)]).toEqual(['abcdz', '']);
  });

  it('steps over nobody', () => {
    const shown = shownQueue(begun, 'b');
    expect(beside(shown, 'b', 1)).toBeUndefined();
    expect(afterwards(shown, 'b')?.id).toBe('a');
    expect(beside(shown, 'z', -1)).toBeUndefined();
    expect(afterwards(shown, 'z')?.id).toBe('a');
    const more = shownQueue(play(begun, page([row('c', 3)], { hasMore: true })), 'b');
    expect(beside(more, 'b', 1)?.id).toBe('c');
  });
});

describe('moving on', () => {
  const queue = { rows: [row('a', 1), row('c', 3)], beyond: [] };

  it('goes to the next that waits, and round to the first', () => {
    expect(afterwards(queue, 'a')?.id).toBe('c');
    expect(afterwards(queue, 'c')?.id).toBe('a');
    expect(afterwards(queue, undefined)?.id).toBe('a');
    expect(afterwards({ rows: [row('a', 1)], beyond: [] }, 'a')).toBeUndefined();
  });

  it('steps without going round', () => {
    expect(beside(queue, 'a', 1)?.id).toBe('c');
    expect(beside(queue, 'a', -1)).toBeUndefined();
    expect(beside(queue, undefined, 1)?.id).toBe('a');
  });
});
