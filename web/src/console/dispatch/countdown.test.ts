import { expect, it } from 'vitest';
import { leftUntil } from './countdown.ts';

it.each([
  ['2026-11-23T13:47:05Z', '15:00'],
  ['2026-11-23T13:32:05.400Z', '00:01'],
  ['2026-11-23T14:32:05Z', '1:00:00'],
  ['2026-11-23T13:32:05Z', undefined],
  ['2026-11-23T13:00:00Z', undefined],
])('until %s it takes %s', (instant, left) => {
  expect(leftUntil(instant, Date.parse('2026-11-23T13:32:05Z'))).toBe(left);
});
