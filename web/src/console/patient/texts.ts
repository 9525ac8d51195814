import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Pacientes',
};

const en: typeof es = {
  title: 'Patients',
};

/** The texts of this screen. */
export const texts: Dictionary<typeof es> = { es, en };
