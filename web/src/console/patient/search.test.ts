import { expect, it } from 'vitest';
import { readSearch } from './search.ts';

it('reads what is being done, and nothing that it does not know', () => {
  expect(readSearch({ accion: 'mover', sobre: 'QXBw', nombre: 'Elena' })).toEqual({
    accion: 'mover',
    sobre: 'QXBw',
  });
  expect(readSearch({ accion: 'clave' })).toEqual({ accion: 'clave' });
  expect(readSearch({ accion: 'borrar', sobre: 'QXBw' })).toEqual({});
  expect(readSearch({ sobre: 'QXBw' })).toEqual({});
});
