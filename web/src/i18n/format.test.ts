import { describe, expect, it } from 'vitest';
import { readDay, writeDay } from './days.ts';
import { format } from './format.ts';

const argentina = format('es', 'America/Argentina/Buenos_Aires');

describe('format', () => {
  it("tells instants in the clinic's time, and not in the browser's", () => {
    expect(argentina.time('2026-11-23T02:30:00+00:00')).toBe('23:30');
    expect(argentina.date('2026-11-23T02:30:00+00:00')).toBe('22/11/2026');
    expect(argentina.dayOf('2026-11-23T02:30:00+00:00')).toBe('2026-11-22');
    expect(format('en', 'Europe/Madrid').time('2026-11-23T02:30:00+00:00')).toBe('03:30');
  });

  it('never moves a day', () => {
    expect(argentina.day('2026-11-23')).toBe('23/11/2026');
    expect(argentina.longDay('2026-11-23')).toBe('lunes, 23 de noviembre');
  });

  it.each(['es', 'en'] as const)('writes a day in %s as it is read', (language) => {
    const { day, date } = format(language, 'UTC');
    expect(day('1956-03-04')).toBe('04/03/1956');
    expect(readDay(day('1956-03-04'), '2026-11-22')).toBe('1956-03-04');
    expect(readDay(date('1956-03-04T12:00:00Z'), '2026-11-22')).toBe('1956-03-04');
    expect(writeDay('1956-03-04')).toBe(day('1956-03-04'));
  });

  it('tells sizes as people do', () => {
    expect(argentina.bytes(1)).toBe('1 kB');
    expect(argentina.bytes(3_440_000)).toBe('3,3 MB');
    expect(argentina.bytes(20 * 1024 * 1024)).toBe('20 MB');
    expect(argentina.bytes(20 * 1024 * 1024 + 1)).toBe('20,1 MB');
  });
});
