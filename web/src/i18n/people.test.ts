import { expect, it } from 'vitest';
import { formatDocument, formatPhone } from './people.ts';

it.each([
  ['DNI', '30111222', '30.111.222'],
  ['DNI', '5111222', '5.111.222'],
  ['PASSPORT', 'AB123456', 'AB123456'],
])('a document %s %s reads %s', (type, number, expected) => {
  expect(formatDocument(type, number)).toBe(expected);
});

it.each([
  ['+5491155551234', '+54 9 11 5555-1234'],
  ['+5492215551234', '+54 9 2215551234'],
  ['+34600111222', '+34600111222'],
])('the telephone %s reads %s', (number, expected) => {
  expect(formatPhone(number)).toBe(expected);
});
