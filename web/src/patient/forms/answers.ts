import type { FieldOf, FormField } from './form.ts';

/** What is typed or chosen for a question, before it is an answer. */
export type Draft = string | string[] | Signature;

/** What is given to sign a consent. */
export interface Signature {
  agreed: boolean;
  signerName: string;
}

/** An answer as the API takes it; null takes away what is there. */
export type AnswerValue =
  | { text: string }
  | { number: number }
  | { date: string }
  | { choices: string[] }
  | { scale: number }
  | { areas: string[] }
  | { consent: { agreed: boolean; signerName: string } }
  | null;

/** Why a draft is no answer yet. */
type DraftProblem = 'number' | 'whole' | 'signature';

/** What a question shows for the answer that is saved. */
export function draftOf(field: FormField, decimalSign: string): Draft {
  switch (field.__typename) {
    case 'FormTextField':
      return field.text ?? '';
    case 'FormNumberField':
      return field.number === null ? '' : String(field.number).replace('.', decimalSign);
    case 'FormDateField':
      return field.date ?? '';
    case 'FormChoiceField':
      return field.choices;
    case 'FormScaleField':
      return field.step === null ? '' : String(field.step);
    case 'FormBodyAreaField':
      return field.marked;
    case 'FormConsentField':
      return { agreed: field.consent !== null, signerName: field.consent?.signerName ?? '' };
  }
}

/** Reads a draft as an answer; the problem where it is none yet. */
export function readAnswer(
  field: FormField,
  draft: Draft,
): { value: AnswerValue } | { problem: DraftProblem } {
  if (field.__typename === 'FormConsentField') return readSignature(draft as Signature);
  if (Array.isArray(draft)) {
    return { value: field.__typename === 'FormBodyAreaField' ? { areas: draft } : { choices: draft } };
  }
  const text = String(draft);
  if (field.__typename === 'FormTextField') return { value: { text } };
  if (text.trim() === '') return { value: null };
  if (field.__typename === 'FormDateField') return { value: { date: text } };
  if (field.__typename === 'FormScaleField') return { value: { scale: Number(text) } };
  return readNumber(field as FieldOf<'FormNumberField'>, text);
}

function readNumber({ integer }: FieldOf<'FormNumberField'>, text: string) {
  const written = text.trim().replace(',', '.');
  const number = Number(written);
  if (!/^[+-]?\d+(\.\d+)?$/.test(written) || !Number.isFinite(number)) return { problem: 'number' as const };
  if (integer && !Number.isInteger(number)) return { problem: 'whole' as const };
  return { value: { number } };
}

function readSignature({ agreed, signerName }: Signature) {
  const name = signerName.trim();
  if (!agreed && name === '') return { value: null };
  // Half a signature is none: nothing is agreed to by mistake.
  if (!agreed || name === '') return { problem: 'signature' as const };
  return { value: { consent: { agreed, signerName: name } } };
}
