import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  skip: 'Ir al contenido',
  close: 'Cerrar',
  signIn: 'Ingresar',
  yours: 'Lo tuyo',
  homes: { Journey: 'Mi turno', CarePlanJourney: 'Mi tratamiento', Patient: 'Mis órdenes' },
  account: 'Mis datos',
  again: 'Probar de nuevo',
  loading: 'Un momento…',
  missing: 'No pudimos traer esta página',
  failed: 'Algo salió mal en esta página',
  failedWhat: 'Fijate si tenés conexión y probá de nuevo. Lo que escribiste no se pierde.',
  notFound: 'Esta página no existe',
  goBack: 'Ir al inicio',
  doubts: '¿Dudas?',
  call: 'Llamanos al',
  write: 'Escribinos a',
};

const en: typeof es = {
  skip: 'Skip to the content',
  close: 'Close',
  signIn: 'Sign in',
  yours: 'Your pages',
  homes: { Journey: 'My appointment', CarePlanJourney: 'My treatment', Patient: 'My orders' },
  account: 'My details',
  again: 'Try again',
  loading: 'One moment…',
  missing: 'We could not fetch this page',
  failed: 'Something went wrong on this page',
  failedWhat: 'Check your connection and try again. What you typed is not lost.',
  notFound: 'There is no such page',
  goBack: 'Go to the start',
  doubts: 'Any questions?',
  call: 'Call us at',
  write: 'Write to',
};

/** The texts around every page of the patients. */
export const texts: Dictionary<typeof es> = { es, en };
