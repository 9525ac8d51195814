import { expect, it } from 'vitest';
import { changesOf } from './changes.ts';

it('sends what was typed and differs, and nothing else', () => {
  const current = { name: 'Cerebro', minutes: 30, synonyms: ['rmn'] };
  expect(changesOf(current, {})).toEqual({});
  expect(changesOf(current, { name: 'Cerebro', synonyms: ['rmn'] })).toEqual({});
  expect(changesOf(current, { name: 'Cráneo', synonyms: ['rmn', 'cabeza'] })).toEqual({
    name: 'Cráneo',
    synonyms: ['rmn', 'cabeza'],
  });
});

it('gives up what somebody else typed as well', () => {
  expect(changesOf({ name: 'Cráneo' }, { name: 'Cráneo' })).toEqual({});
});
