import { expect, it } from 'vitest';
import { strictSearch } from './strict_search.ts';

it('undoes what is not read, and keeps what is', () => {
  const read = strictSearch(({ accion }) => (accion === 'mover' ? { accion } : {}));
  expect({ accion: 'zzz', x: 1, ...read({ accion: 'zzz', x: 1 }) }).toEqual({});
  expect({ accion: 'mover', x: 1, ...read({ accion: 'mover', x: 1 }) }).toEqual({ accion: 'mover' });
});
