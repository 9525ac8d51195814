import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Grilla',
};

const en: typeof es = {
  title: 'Worklist',
};

/** The texts of this screen. */
export const texts: Dictionary<typeof es> = { es, en };
