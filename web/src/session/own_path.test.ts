import { expect, it } from 'vitest';
import { ownPath } from './own_path.ts';

it.each([
  ['/consola/grilla?estado=todos', '/consola/grilla?estado=todos'],
  ['/consola/../j/abc', undefined],
  ['//evil.example/consola/', undefined],
  ['/\\evil.example', undefined],
  ['https://evil.example/consola/', undefined],
  ['javascript:alert(1)', undefined],
  [7, undefined],
])('%s leads to %s', (address, expected) => {
  expect(ownPath(address, '/consola/')).toBe(expected);
});
