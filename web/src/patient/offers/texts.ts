import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Elegí tu turno',
  move: { appointment: 'Cambiá tu turno', visit: 'Cambiá tu visita' },
  now: 'Ahora es el',
  keep: 'No se cambia nada hasta que confirmes otro horario.',
  days: 'Días con turnos',
  noSlots: 'sin turnos',
  later: 'Más fechas',
  earlier: 'Fechas anteriores',
  firstDay: 'Este es el primer día con turnos.',
  instead: (day: string) => `El ${day} no hay turnos. Este es el día que sigue.`,
  site: 'Sede',
  allSites: 'Todas las sedes',
  morning: 'Mañana',
  afternoon: 'Tarde',
  next: 'Continuar',
  choose: 'Elegí un horario y después tocá «Continuar».',
  none: 'No hay turnos libres en estas fechas',
  noneHelp: 'Mirá otras fechas, o respondé el mensaje que te mandamos y te ayudamos.',
  back: 'Dejarlo como está',
};

const en: typeof es = {
  title: 'Choose your appointment',
  move: { appointment: 'Move your appointment', visit: 'Move your visit' },
  now: 'It is now on',
  keep: 'Nothing changes until you confirm another time.',
  days: 'Days with free slots',
  noSlots: 'no slots',
  later: 'Later dates',
  earlier: 'Earlier dates',
  firstDay: 'This is the first day with free slots.',
  instead: (day) => `There are no slots on ${day}. This is the next day with some.`,
  site: 'Site',
  allSites: 'All sites',
  morning: 'Morning',
  afternoon: 'Afternoon',
  next: 'Continue',
  choose: 'Choose a time, then tap “Continue”.',
  none: 'There are no free slots on these dates',
  noneHelp: 'Look at other dates, or reply to our message, and we will help you.',
  back: 'Leave it as it is',
};

/** The texts of choosing among free slots. */
export const texts: Dictionary<typeof es> = { es, en };
