import { describe, expect, it } from 'vitest';
import { afterwards, beside, type Queued, type QueueState, queueReducer, shownRows } from './queue.ts';

function row(id: string, minute: number, state = 'PENDING_REVIEW'): Queued {
  return { id, uploadedAt: `2026-11-23T11:${String(minute).padStart(2, '0')}:00Z`, state };
}

const empty: QueueState<Queued> = { rows: [], arrived: new Set() };
const read = queueReducer(empty, { type: 'read', rows: [row('b', 2), row('a', 1)], anew: true });
const ids = (rows: readonly Queued[]) => rows.map(({ id }) => id).join('');

describe('queueReducer', () => {
  it('keeps the oldest first, however rows come', () => {
    const more = queueReducer(read, { type: 'read', rows: [row('c', 3), row('a', 1)], anew: false });
    expect(ids(more.rows)).toBe('abc');
    const anew = queueReducer(more, { type: 'read', rows: [row('c', 3)], anew: true });
    expect(ids(anew.rows)).toBe('c');
  });

  it('counts who arrived, once, until somebody has seen it', () => {
    const change = { type: 'changed', row: row('c', 3), arrived: true } as const;
    const twice = queueReducer(queueReducer(read, change), change);
    expect(ids(twice.rows)).toBe('abc');
    expect([...twice.arrived]).toEqual(['c']);
    expect(queueReducer(twice, { type: 'seen', id: 'a' })).toBe(twice);
    expect(queueReducer(twice, { type: 'seen', id: 'c' }).arrived.size).toBe(0);
    expect(queueReducer(twice, { type: 'seen' }).arrived.size).toBe(0);
  });

  it('shows a request that no longer waits only while it is open', () => {
    const { rows } = queueReducer(read, {
      type: 'changed',
      row: row('a', 1, 'DISPATCH_PLANNED'),
      arrived: false,
    });
    expect(ids(shownRows(rows, 'a'))).toBe('ab');
    expect(ids(shownRows(rows, 'b'))).toBe('b');
  });
});

describe('moving on', () => {
  const rows = [row('a', 1), row('b', 2, 'RESOLVED'), row('c', 3)];

  it('goes to the next that waits, and round to the first', () => {
    expect(afterwards(rows, 'a')?.id).toBe('c');
    expect(afterwards(rows, 'b')?.id).toBe('c');
    expect(afterwards(rows, 'c')?.id).toBe('a');
    expect(afterwards(rows, undefined)?.id).toBe('a');
    expect(afterwards([row('a', 1)], 'a')).toBeUndefined();
  });

  it('steps without going round', () => {
    expect(beside(rows, 'a', 1)?.id).toBe('b');
    expect(beside(rows, 'a', -1)).toBeUndefined();
    expect(beside(rows, undefined, 1)?.id).toBe('a');
  });
});
