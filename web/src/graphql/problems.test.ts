// @vitest-environment jsdom
import { renderHook } from '@testing-library/react';
import { CombinedError } from '@urql/core';
import { expect, it } from 'vitest';
import { missingIn, useProblems } from './problems.ts';

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

it('says in words, beside the input, what did not even fit the schema', () => {
  const { result } = renderHook(() => useProblems());
  const refused = (message: string, path?: string[]) =>
    result.current(
      {
        error: new CombinedError({
          graphQLErrors: [{ message, extensions: { code: 'BAD_USER_INPUT', ...(path && { path }) } }],
        }),
      },
      ['durationMinutes'],
    );
  const words = 'El sistema no acepta este dato. Revisalo.';
  const message =
    'Variable "$input" is wrong at "input.durationMinutes": expected a whole number of 32 bits.';
  expect(refused(message).fields).toEqual({ durationMinutes: words });
  expect(refused('Another message.', ['input', 'durationMinutes']).fields).toEqual({
    durationMinutes: words,
  });
  const general = ['Hay un dato que el sistema no acepta. Revisá lo que escribiste.'];
  expect(refused('No text may hold the character U+0000.')).toMatchObject({ fields: {}, general });
});

it('tells which of the inputs that are there were left blank', () => {
  const form = new FormData();
  form.set('email', 'ana@correo.example');
  form.set('password', ' ');
  const words = { email: 'the e-mail', password: 'the password', newPassword: 'a new password' };
  expect(missingIn(form, words)).toEqual({ password: 'the password' });
});
