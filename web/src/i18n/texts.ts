import { currentLanguage, type Language, LOCALES, useLanguage } from './language.ts';

/** The type of a dictionary's translation: the same keys, with functions of the same arguments. */
type Translation<Texts> = {
  [Key in keyof Texts]: Texts[Key] extends string
    ? string
    : Texts[Key] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Translation<Texts[Key]>;
};

/** The texts of one screen or part, in all languages. */
export type Dictionary<Texts> = Record<Language, Translation<Texts>>;

/** The texts in the language that is shown now. */
export function useTexts<Texts>(dictionary: Dictionary<Texts>): Translation<Texts> {
  return dictionary[useLanguage()];
}

/** What a count says: `plural(n, { one: 'una orden', other: `${n} órdenes` })`. */
export function plural(count: number, words: { one: string; other: string }): string {
  const category = new Intl.PluralRules(LOCALES[currentLanguage()]).select(count);
  return category === 'one' ? words.one : words.other;
}
