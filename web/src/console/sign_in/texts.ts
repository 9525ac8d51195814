import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Ingresá a la consola',
  email: 'Correo electrónico',
  password: 'Contraseña',
  newPassword: 'Contraseña nueva',
  newPasswordHelp: 'Al menos 8 caracteres. La que te dieron sirve una sola vez.',
  submit: 'Ingresar',
};

const en: typeof es = {
  title: 'Sign in to the console',
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  newPasswordHelp: 'At least 8 characters. The one you were given works only once.',
  submit: 'Sign in',
};

/** The texts of the console's sign-in. */
export const texts: Dictionary<typeof es> = { es, en };
