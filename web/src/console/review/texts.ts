import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Revisión',
};

const en: typeof es = {
  title: 'Review',
};

/** The texts of this screen. */
export const texts: Dictionary<typeof es> = { es, en };
