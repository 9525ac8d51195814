import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Por enviar',
};

const en: typeof es = {
  title: 'To be sent',
};

/** The texts of this screen. */
export const texts: Dictionary<typeof es> = { es, en };
