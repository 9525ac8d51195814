import type { Dictionary } from '../../../i18n/texts.ts';

const es = {
  title: 'Usuarios',
  intro: 'El personal que entra con correo y contraseña. Cada uno pone su propia contraseña la primera vez.',
  add: 'Nuevo usuario',
  name: 'Nombre y apellido',
  email: 'Correo electrónico',
  emailHelp: 'Con el que va a ingresar. Después no se cambia.',
  role: 'Rol',
  OPERATOR: 'Operador',
  ADMINISTRATOR: 'Administrador',
  PRACTITIONER: 'Profesional',
  roleHelp:
    'Operador: trabaja las solicitudes. Administrador: además, todo lo de esta sección. Profesional: su agenda.',
  disabled: 'Sin acceso',
  disable: 'Quitar el acceso',
  enable: 'Devolver el acceso',
  reset: 'Dar otra contraseña',
  resetQuestion: (name: string) =>
    `La contraseña actual de ${name} deja de servir y sus sesiones se cierran. ¿Seguimos?`,
  password: 'Contraseña provisoria',
  passwordAbout: (name: string, until: string) =>
    `Es para ${name}. Se muestra esta única vez: pasásela en persona. Sirve una vez, hasta el ${until}; al ingresar pone la suya.`,
  passwordLost: (name: string) =>
    `La cuenta de ${name} ya está, pero se cortó la conexión antes de que llegara su contraseña provisoria, que no se muestra dos veces. Editá la cuenta y elegí «Dar otra contraseña».`,
  disabledNow: (name: string) => `${name} ya no puede ingresar; sus sesiones se cerraron.`,
  enabledNow: (name: string) => `${name} puede ingresar otra vez.`,
};

const en: typeof es = {
  title: 'Users',
  intro: 'The staff who come in by e-mail and password. Everybody sets their own password the first time.',
  add: 'New user',
  name: 'Full name',
  email: 'E-mail address',
  emailHelp: 'With which they will sign in. It does not change later.',
  role: 'Role',
  OPERATOR: 'Operator',
  ADMINISTRATOR: 'Administrator',
  PRACTITIONER: 'Practitioner',
  roleHelp:
    'Operator: works the requests. Administrator: also everything in this section. Practitioner: their agenda.',
  disabled: 'No access',
  disable: 'Take the access away',
  enable: 'Give the access back',
  reset: 'Give another password',
  resetQuestion: (name) => `The present password of ${name} stops working and their sessions end. Go on?`,
  password: 'One-time password',
  passwordAbout: (name, until) =>
    `It is for ${name}. It is shown this once: hand it over in person. It works once, until ${until}; signing in with it they set their own.`,
  passwordLost: (name) =>
    `The account of ${name} is there, but the connection was cut before its one-time password came, which is not shown twice. Edit the account and choose “Give another password”.`,
  disabledNow: (name) => `${name} can no longer sign in; their sessions have ended.`,
  enabledNow: (name) => `${name} can sign in again.`,
};

/** The texts of the screen of users. */
export const texts: Dictionary<typeof es> = { es, en };
