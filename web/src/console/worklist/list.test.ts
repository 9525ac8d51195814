import { expect, it } from 'vitest';
import { AHEAD, indexOf, type List, type ListEvent, listAfter, reaches } from './list.ts';

const read = (ids: string[], hasMore = false): ListEvent => ({
  type: 'read',
  page: { ids, hasMore },
});
const changed = (id: string, belongs: boolean, comesLast = false): ListEvent => ({
  type: 'changed',
  id,
  belongs,
  comesLast,
});
const play = (...events: ListEvent[]) => events.reduce<List | undefined>(listAfter, undefined) as List;

it('grows page by page, and names nobody twice', () => {
  const list = play(read(['a', 'b'], true), {
    type: 'more',
    page: { ids: ['b', 'c'], hasMore: false },
  });
  expect(list.ids).toEqual(['a', 'b', 'c']);
  expect(list.hasMore).toBe(false);
});

it('keeps what no longer belongs where it is', () => {
  const list = play(read(['a', 'b']), changed('a', false));
  expect(list.ids).toEqual(['a', 'b']);
  expect([...list.gone]).toEqual(['a']);
  expect([...play(read(['a', 'b']), changed('a', false), changed('a', true)).gone]).toEqual([]);
});

it('appends what belongs at the end, and announces what belongs elsewhere', () => {
  expect(play(read(['a']), changed('b', true, true)).ids).toEqual(['a', 'b']);
  const announced = play(read(['a']), changed('b', true));
  expect(announced.ids).toEqual(['a']);
  expect([...announced.fresh]).toEqual(['b']);
  expect([...play(read(['a']), changed('b', true), changed('b', false)).fresh]).toEqual([]);
});

it('leaves to the last page what belongs after all others', () => {
  const list = play(read(['a'], true), changed('z', true, true));
  expect(list.ids).toEqual(['a']);
  expect(list.fresh.size).toBe(0);
});

it('is the same where nothing changed', () => {
  const list = play(read(['a']));
  expect(listAfter(list, changed('a', true))).toBe(list);
  expect(listAfter(list, changed('b', false))).toBe(list);
});

it('finds the way back to a row, or to where it was', () => {
  const place = { id: 'c', index: 2 };
  expect(indexOf(place, ['b', 'c', 'd'])).toBe(1);
  expect(indexOf(place, ['a', 'b', 'd', 'e'])).toBe(2);
  expect(indexOf(place, ['a', 'b'])).toBe(1);
  expect(reaches(3, place)).toBe(false);
  expect(reaches(3 + AHEAD, place)).toBe(true);
});
