import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  birthDate: 'Fecha de nacimiento',
  birthDateHelp: 'Día, mes y año. Por ejemplo: 31/12/1956',
  birthDateUnread: 'Escribí el día, el mes y el año. Por ejemplo: 31/12/1956',
  payerId: 'Obra social o prepaga',
  payerHelp: 'Así te decimos si tu estudio está cubierto.',
  noPayer: 'No sé / no la encuentro',
  planId: 'Plan',
  planHelp: 'Figura en tu credencial.',
  noPlan: 'No sé / no lo encuentro',
};

const en: typeof es = {
  birthDate: 'Date of birth',
  birthDateHelp: 'Day, month and year. For example: 31/12/1956',
  birthDateUnread: 'Enter the day, the month and the year. For example: 31/12/1956',
  payerId: 'Health insurance',
  payerHelp: 'So that we can tell you whether your study is covered.',
  noPayer: 'I do not know / I cannot find it',
  planId: 'Plan',
  planHelp: 'It is on your card.',
  noPlan: 'I do not know / I cannot find it',
};

/** The texts of what patients tell of themselves. */
export const texts: Dictionary<typeof es> = { es, en };
