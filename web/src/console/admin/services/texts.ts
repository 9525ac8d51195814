import { type Dictionary, plural } from '../../../i18n/texts.ts';

const es = {
  title: 'Servicios',
  intro: 'Lo que la clínica hace y se puede reservar. Los sinónimos ayudan a encontrarlo al leer una orden.',
  add: 'Nuevo servicio',
  search: 'Buscar por nombre, código o sinónimo',
  none: 'Ningún servicio coincide',
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
  resources: 'Quién lo hace',
  resourcesHelp: 'Sin al menos uno no hay turnos.',
  back: 'Todos los servicios',
  choose: 'Elegí uno',
  openRequests: (count: number) =>
    plural(count, {
      one: 'Hay una solicitud abierta que lo pide: alguien tiene que resolverla.',
      other: `Hay ${count} solicitudes abiertas que lo piden: alguien tiene que resolverlas.`,
    }),
};

const en: typeof es = {
  title: 'Services',
  intro: 'What the clinic does and can be booked. Synonyms help to find it while reading an order.',
  add: 'New service',
  search: 'Search by name, code or synonym',
  none: 'No service fits',
  name: 'Name',
  code: 'Code',
  codeHelp: "The clinic's own; it is unique.",
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
  preparationHelp: 'What the patient has to do before. They read it as it is.',
  resources: 'Who does it',
  resourcesHelp: 'Without at least one there are no slots.',
  back: 'All services',
  choose: 'Choose one',
  openRequests: (count) =>
    plural(count, {
      one: 'One open request asks for it: somebody has to settle it.',
      other: `${count} open requests ask for it: somebody has to settle them.`,
    }),
};

/** The texts of the services' screens. */
export const texts: Dictionary<typeof es> = { es, en };
