// @vitest-environment jsdom
import { renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useProblems } from './problems.ts';

it('puts each refusal beside the input that it is about, or is about a part of', () => {
  const { result } = renderHook(() => useProblems());
  const refused = (...field: string[]) => ({ code: 'INVALID', message: field.join(' '), field });
  const { fields, general } = result.current(
    {
      userErrors: [
        refused('input', 'name'),
        refused('input', 'synonyms', '1'),
        refused('input', 'hours', '0', 'endMinute'),
        refused('input', 'hours'),
        refused('input', 'id'),
        { code: 'CONFLICT', message: 'the whole', field: null },
      ],
    },
    ['name', 'synonyms', 'hours.0.endMinute'],
  );
  expect(fields).toEqual({
    name: 'input name',
    synonyms: 'input synonyms 1',
    'hours.0.endMinute': 'input hours 0 endMinute',
  });
  expect(general).toEqual(['input hours', 'input id', 'the whole']);
});
