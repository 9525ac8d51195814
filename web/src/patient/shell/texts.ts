import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  skip: 'Ir al contenido',
  close: 'Cerrar',
  signIn: 'Ingresar',
  account: 'Mis datos',
  again: 'Probar de nuevo',
  loading: 'Un momento…',
  notFound: 'Esta página no existe',
  goBack: 'Ir al inicio',
};

const en: typeof es = {
  skip: 'Skip to the content',
  close: 'Close',
  signIn: 'Sign in',
  account: 'My details',
  again: 'Try again',
  loading: 'One moment…',
  notFound: 'There is no such page',
  goBack: 'Go to the start',
};

/** The texts around every page of the patients. */
export const texts: Dictionary<typeof es> = { es, en };
