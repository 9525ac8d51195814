import type { Dictionary } from '../../../i18n/texts.ts';

const es = {
  title: 'Circuitos',
  intro: 'Agrupan servicios que se reservan con las mismas reglas.',
  add: 'Nuevo circuito',
  name: 'Nombre',
  combines: 'Combinación',
  multiple: 'Varios servicios en una visita',
  single: 'De a un servicio',
  allowsMultiple: 'Permite pedir varios de sus servicios juntos',
};

const en: typeof es = {
  title: 'Circuits',
  intro: 'They group services that are booked by the same rules.',
  add: 'New circuit',
  name: 'Name',
  combines: 'Combination',
  multiple: 'Several services in one visit',
  single: 'One service at a time',
  allowsMultiple: 'Several of its services may be asked for together',
};

/** The texts of the screen of circuits. */
export const texts: Dictionary<typeof es> = { es, en };
