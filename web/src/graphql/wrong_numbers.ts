import type { Dictionary } from '../i18n/texts.ts';

/** The largest number that the API can be told. */
const LARGEST = 2 ** 31 - 1;

const es = { missing: 'Escribí un número.', tooLarge: 'El número es demasiado grande.' };
const en: typeof es = { missing: 'Type a number.', tooLarge: 'The number is too large.' };

/** What is said of wrong numbers. */
export const numberTexts: Dictionary<typeof es> = { es, en };

/** What is wrong with the numbers of an input, by their names: an emptied one is NaN. */
export function wrongNumbers(input: object, words: typeof es): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      if (typeof value !== 'number') return [];
      if (Number.isNaN(value)) return [[name, words.missing]];
      return Math.abs(value) > LARGEST ? [[name, words.tooLarge]] : [];
    }),
  );
}
