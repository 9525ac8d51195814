import { expect, it } from 'vitest';
import { instantOf } from './clinic_time.ts';

it.each([
  ['2026-11-23', 10 * 60 + 32, 'America/Argentina/Buenos_Aires', '2026-11-23T13:32:00.000Z'],
  ['2026-11-23', 23 * 60 + 30, 'America/Argentina/Buenos_Aires', '2026-11-24T02:30:00.000Z'],
  ['2026-07-01', 9 * 60, 'Europe/Madrid', '2026-07-01T07:00:00.000Z'],
  // The clock went back at three: half past three is winter time.
  ['2026-10-25', 3 * 60 + 30, 'Europe/Madrid', '2026-10-25T02:30:00.000Z'],
])('%s, %i minutes after midnight, in %s is %s', (day, minute, zone, instant) => {
  expect(instantOf(day, minute, zone)).toBe(instant);
});
