import { expect, it } from 'vitest';
import { csvCell, csvLines } from './csv.ts';

it.each([
  ['Pérez', 'Pérez'],
  ['a;b', '"a;b"'],
  ['dijo "sí"', '"dijo ""sí"""'],
  ['dos\nlíneas', '"dos\nlíneas"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['+54 9 11 5555-1234', "'+54 9 11 5555-1234"],
  ['-1', "'-1"],
  ['@cmd', "'@cmd"],
])('%s is written %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

it('separates cells by semicolons and ends lines as spreadsheets do', () => {
  expect(
    csvLines([
      ['a', 'b'],
      ['c', ''],
    ]),
  ).toBe('a;b\r\nc;\r\n');
});
