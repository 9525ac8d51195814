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
  intro: 'Staff who sign in with e-mail and password. Everyone sets their own password the first time.',
  add: 'New user',
  name: 'Full name',
  email: 'E-mail address',
  emailHelp: 'They will sign in with it. It cannot be changed later.',
  role: 'Role',
  OPERATOR: 'Operator',
  ADMINISTRATOR: 'Administrator',
  PRACTITIONER: 'Practitioner',
  roleHelp:
    'Operator: works the requests. Administrator: also everything in this section. Practitioner: their agenda.',
  disabled: 'No access',
  disable: 'Remove access',
  enable: 'Restore access',
  reset: 'Issue another password',
  resetQuestion: (name) =>
    `${name}’s current password stops working and they are signed out everywhere. Continue?`,
  password: 'One-time password',
  passwordAbout: (name, until) =>
    `It is for ${name}. It is shown only once: hand it over in person. It works once, until ${until}; they set their own when they sign in.`,
  passwordLost: (name) =>
    `${name}’s account was created, but the connection was lost before its one-time password arrived, and it is not shown twice. Edit the account and choose “Issue another password”.`,
  disabledNow: (name) => `${name} can no longer sign in, and was signed out everywhere.`,
  enabledNow: (name) => `${name} can sign in again.`,
};

/** The texts of the screen of users. */
export const texts: Dictionary<typeof es> = { es, en };
