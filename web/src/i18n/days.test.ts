import { expect, it } from 'vitest';
import { addDays, ageOn, readDay, writeDay } from './days.ts';

it.each([
  ['2026-11-22', 1, '2026-11-23'],
  ['2026-11-30', 1, '2026-12-01'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2026-01-01', -1, '2025-12-31'],
])('%s and %d days is %s', (day, count, expected) => {
  expect(addDays(day, count)).toBe(expected);
});

it.each([
  ['31/12/1956', '1956-12-31'],
  [' 31-12-1956 ', '1956-12-31'],
  ['31 12 1956', '1956-12-31'],
  ['31.12.1956', '1956-12-31'],
  ['1/2/1956', '1956-02-01'],
  ['31121956', '1956-12-31'],
  ['311256', '1956-12-31'],
  ['1/2/56', '1956-02-01'],
  ['5/3/24', '2024-03-05'],
  ['22/11/26', '2026-11-22'],
  ['23/11/26', '1926-11-23'],
  ['29/02/1956', '1956-02-29'],
  ['29/02/1957', null],
  ['31/04/1956', null],
  ['12/31/1956', null],
  ['1956-12-31', null],
  ['1956', null],
  ['31/12', null],
  ['el 31 de diciembre', null],
  ['', null],
])('%j is read as %s', (text, day) => {
  expect(readDay(text, '2026-11-22')).toBe(day);
});

it.each([
  ['1972-11-22', 54],
  ['1972-11-23', 53],
  ['1972-12-01', 53],
  ['2026-11-22', 0],
  ['1956-02-29', 70],
])('who was born on %s is %d on 22 November 2026', (born, years) => {
  expect(ageOn(born, '2026-11-22').years).toBe(years);
});

it('reads what it writes', () => {
  expect(writeDay('1956-02-01')).toBe('01/02/1956');
  expect(readDay(writeDay('1956-02-01'), '2026-11-22')).toBe('1956-02-01');
});

it('counts the months of the smallest', () => {
  expect(ageOn('2025-12-23', '2026-11-22').months).toBe(10);
  expect(ageOn('2026-11-01', '2026-11-22').months).toBe(0);
});
