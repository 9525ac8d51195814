import { useSyncExternalStore } from 'react';

/** What the pages speak: the clinics' Spanish, and English beside it. */
export type Language = 'es' | 'en';

/**
 * The languages with all that `Intl` and HTML want to know of them. The English is Britain's: a day is written as it is
 * read in every language, day, month and year.
 */
export const LOCALES: Record<Language, string> = { es: 'es-AR', en: 'en-GB' };

const KEY = 'asistencia.language';
const listeners = new Set<() => void>();
let chosen: Language = kept();

function kept(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'es';
  } catch {
    return 'es';
  }
}

/** The language that is shown now. */
export function currentLanguage(): Language {
  return chosen;
}

/** Shows everything in another language, and keeps the choice in this browser. */
export function chooseLanguage(language: Language) {
  chosen = language;
  document.documentElement.lang = LOCALES[language];
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language that is shown now; the component renders again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}
