import type { Dictionary } from '../../../i18n/texts.ts';

const es = {
  title: 'Circuitos',
  intro: 'Agrupan prestaciones que se reservan con las mismas reglas.',
  add: 'Nuevo circuito',
  name: 'Nombre',
  combines: 'Combinación',
  multiple: 'Varias prestaciones en una visita',
  single: 'De a una prestación',
  allowsMultiple: 'Permite pedir varias de sus prestaciones juntas',
};

const en: typeof es = {
  title: 'Circuits',
  intro: 'Groups of services that are booked by the same rules.',
  add: 'New circuit',
  name: 'Name',
  combines: 'Combination',
  multiple: 'Several services in one visit',
  single: 'One service at a time',
  allowsMultiple: 'Several of its services can be requested together',
};

/** The texts of the screen of circuits. */
export const texts: Dictionary<typeof es> = { es, en };
