import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Administración',
};

const en: typeof es = {
  title: 'Administration',
};

/** The texts of this screen. */
export const texts: Dictionary<typeof es> = { es, en };
