/** The largest number that the API can be told. */
const LARGEST = 2 ** 31 - 1;

/** What is wrong with the numbers of an input, by their names: an emptied one is NaN. */
export function wrongNumbers(
  input: object,
  words: { missing: string; tooLarge: string },
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      if (typeof value !== 'number') return [];
      if (Number.isNaN(value)) return [[name, words.missing]];
      return Math.abs(value) > LARGEST ? [[name, words.tooLarge]] : [];
    }),
  );
}
