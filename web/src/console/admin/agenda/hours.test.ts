import { describe, expect, it } from 'vitest';
import { clock, hoursOn, isComplete, laterChanges, nextRun, repeatOnWorkdays } from './hours.ts';

const run = (weekday: number, startMinute: number, endMinute: number) => ({
  weekday,
  startMinute,
  endMinute,
});
const kept = [
  { ...run(1, 480, 720), validFrom: '2026-01-01', validTo: '2026-12-09' },
  { ...run(1, 540, 780), validFrom: '2026-12-10', validTo: null },
];

describe('weekly hours', () => {
  it('are those of the day that is asked for', () => {
    expect(hoursOn(kept, '2026-12-09')).toEqual([run(1, 480, 720)]);
    expect(hoursOn(kept, '2026-12-10')).toEqual([run(1, 540, 780)]);
    expect(hoursOn(kept, '2025-12-31')).toEqual([]);
  });

  it('may be planned to change', () => {
    expect(laterChanges(kept, '2026-11-22')).toEqual(['2026-12-10']);
    expect(laterChanges(kept, '2026-12-10')).toEqual([]);
  });

  it('are repeated from Monday to Friday, and leave the weekend alone', () => {
    const repeated = repeatOnWorkdays([run(1, 480, 720), run(3, 600, 660), run(6, 540, 600)], 1);
    expect(repeated).toHaveLength(6);
    expect(repeated.filter(({ weekday }) => weekday === 3)).toEqual([run(3, 480, 720)]);
    expect(repeated.filter(({ weekday }) => weekday === 6)).toEqual([run(6, 540, 600)]);
  });
});

describe('runs of hours', () => {
  it('are offered after the last one, within the day', () => {
    expect(nextRun([])).toEqual({ startMinute: 480, endMinute: 720 });
    expect(nextRun([run(1, 480, 720)])).toEqual({ startMinute: 780, endMinute: 1020 });
    expect(nextRun([run(1, 480, 1440)])).toEqual({ startMinute: 1380, endMinute: 1440 });
  });

  it('are complete once every time is typed', () => {
    expect(isComplete([run(1, 0, 60)])).toBe(true);
    expect(isComplete([{ startMinute: 480, endMinute: null }])).toBe(false);
  });

  it('are told as on a clock', () => {
    expect(clock(510)).toBe('08:30');
    expect(clock(1440)).toBe('24:00');
  });
});
