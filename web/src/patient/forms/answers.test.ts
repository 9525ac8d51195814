import { expect, it } from 'vitest';
import { draftOf, readAnswer } from './answers.ts';
import type { FormField } from './form.ts';

const common = {
  fieldId: 'f',
  label: 'F',
  help: null,
  required: true,
  visible: true,
  answered: false,
  error: null,
};
const number = (integer: boolean, value: number | null = null): FormField => ({
  ...common,
  __typename: 'FormNumberField',
  minimum: null,
  maximum: null,
  integer,
  unit: null,
  number: value,
});
const consent: FormField = {
  ...common,
  __typename: 'FormConsentField',
  statement: 'Acepto.',
  consent: null,
};

it.each([
  ['72,5', false, { value: { number: 72.5 } }],
  ['72.5', false, { value: { number: 72.5 } }],
  [' ', false, { value: null }],
  ['mucho', false, { problem: 'number' }],
  ['1e400', false, { problem: 'number' }],
  ['2,5', true, { problem: 'whole' }],
  ['2', true, { value: { number: 2 } }],
])('the number %s is read', (text, integer, expected) => {
  expect(readAnswer(number(integer), text)).toEqual(expected);
});

it('shows a number as it is written here', () => {
  expect(draftOf(number(false, 72.5), ',')).toBe('72,5');
});

it.each([
  [
    { agreed: true, signerName: ' Irma Benítez ' },
    { value: { consent: { agreed: true, signerName: 'Irma Benítez' } } },
  ],
  [{ agreed: true, signerName: ' ' }, { problem: 'signature' }],
  [{ agreed: false, signerName: 'Irma' }, { problem: 'signature' }],
  [{ agreed: false, signerName: '' }, { value: null }],
])('the signature %o is read', (draft, expected) => {
  expect(readAnswer(consent, draft)).toEqual(expected);
});
