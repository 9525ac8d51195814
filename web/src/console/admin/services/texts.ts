import { type Dictionary, plural } from '../../../i18n/texts.ts';

const es = {
  title: 'Prestaciones',
  intro: 'Lo que la clínica hace y se puede reservar. Los sinónimos ayudan a encontrarlo al leer una orden.',
  add: 'Nueva prestación',
  search: 'Buscar por nombre, código o sinónimo',
  none: 'Ninguna prestación coincide',
  name: 'Nombre',
  code: 'Código',
  codeHelp: 'El de la clínica; no se repite.',
  circuit: 'Circuito',
  minutes: 'Duración',
  minutesOf: (count: number) => `${count} min`,
  duration: 'Duración en minutos',
  durationHelp: 'De 5 a 480, de a cinco.',
  synonyms: 'Sinónimos',
  synonym: 'Agregar un sinónimo',
  synonymHelp: 'Como lo escriben los médicos: rmn, eco, cráneo. Enter lo agrega.',
  add1: 'Agregar',
  preparation: 'Preparación',
  preparationHelp: 'Lo que el paciente tiene que hacer antes. Lo lee tal cual.',
  resources: 'Quién la hace',
  resourcesHelp: 'Sin al menos uno no hay turnos.',
  back: 'Todas las prestaciones',
  choose: 'Elegí uno',
  openRequests: (count: number) =>
    plural(count, {
      one: 'Hay una solicitud abierta que la pide: alguien tiene que resolverla.',
      other: `Hay ${count} solicitudes abiertas que la piden: alguien tiene que resolverlas.`,
    }),
};

const en: typeof es = {
  title: 'Services',
  intro: 'What the clinic offers and patients can book. Synonyms help to find it when reading an order.',
  add: 'New service',
  search: 'Search by name, code or synonym',
  none: 'No service matches',
  name: 'Name',
  code: 'Code',
  codeHelp: "The clinic's own code. It has to be unique.",
  circuit: 'Circuit',
  minutes: 'Duration',
  minutesOf: (count) => `${count} min`,
  duration: 'Duration in minutes',
  durationHelp: '5 to 480, in steps of five.',
  synonyms: 'Synonyms',
  synonym: 'Add a synonym',
  synonymHelp: 'As doctors write it. Enter adds it.',
  add1: 'Add',
  preparation: 'Preparation',
  preparationHelp: 'What the patient has to do beforehand. They read it exactly as written.',
  resources: 'Who does it',
  resourcesHelp: 'Without at least one there are no slots.',
  back: 'All services',
  choose: 'Choose one',
  openRequests: (count) =>
    plural(count, {
      one: 'One open request includes it: someone has to resolve it.',
      other: `${count} open requests include it: someone has to resolve them.`,
    }),
};

/** The texts of the services' screens. */
export const texts: Dictionary<typeof es> = { es, en };
