import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  skip: 'Ir al contenido',
  close: 'Cerrar',
  sections: 'Secciones',
  review: 'Revisión',
  dispatch: 'Por enviar',
  worklist: 'Grilla',
  patients: 'Pacientes',
  toMove: 'Turnos a mover',
  admin: 'Administración',
  account: 'Cuenta y preferencias',
  shortcuts: 'Atajos de teclado',
  signOut: 'Cerrar sesión',
  language: 'Idioma',
  theme: 'Apariencia',
  system: 'Como el dispositivo',
  light: 'Clara',
  dark: 'Oscura',
  lost: 'Sin conexión. Lo que escribís no se pierde.',
  lastUpdate: (time: string) => `Última actualización: ${time}.`,
  notFound: 'Esta página no existe',
  goBack: 'Ir al inicio',
  noScreens: 'Esta cuenta no trabaja en la consola',
  noScreensWhy:
    'La consola es para operadores y administradores. Si creés que es un error, hablá con la administración.',
  tryAgain: 'Reintentar',
};

const en: typeof es = {
  skip: 'Skip to the content',
  close: 'Close',
  sections: 'Sections',
  review: 'Review',
  dispatch: 'To be sent',
  worklist: 'Worklist',
  patients: 'Patients',
  toMove: 'Appointments to move',
  admin: 'Administration',
  account: 'Account and preferences',
  shortcuts: 'Keyboard shortcuts',
  signOut: 'Sign out',
  language: 'Language',
  theme: 'Appearance',
  system: 'Like the device',
  light: 'Light',
  dark: 'Dark',
  lost: 'No connection. What you type is not lost.',
  lastUpdate: (time) => `Last update: ${time}.`,
  notFound: 'There is no such page',
  goBack: 'Go to the start',
  noScreens: 'This account does not work in the console',
  noScreensWhy:
    'The console is for operators and administrators. If you think that this is wrong, talk to them.',
  tryAgain: 'Try again',
};

/** The texts around every screen. */
export const texts: Dictionary<typeof es> = { es, en };
