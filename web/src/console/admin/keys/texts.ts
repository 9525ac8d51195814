import type { Dictionary } from '../../../i18n/texts.ts';

const es = {
  title: 'Claves de API',
  intro:
    'Con una clave, otro sistema de la clínica lee o informa sin una persona. Una por sistema: así se revoca sola.',
  add: 'Nueva clave',
  none: 'No hay ninguna clave',
  name: 'Para qué es',
  nameHelp: 'Por ejemplo: historia clínica, tablero de la sala.',
  scopes: 'Permisos',
  made: 'Creada',
  REQUESTS_READ: 'Leer solicitudes, órdenes y pacientes',
  REQUESTS_WRITE: 'Informar turnos dados en otra agenda',
  CATALOG_READ: 'Leer servicios, sedes y turnos libres',
  APPOINTMENTS_READ: 'Leer turnos',
  secret: 'Clave nueva',
  secretAbout: (name: string) => `Es para ${name}. Se muestra esta única vez: guardala en ese sistema.`,
  secretLost: (name: string) =>
    `La clave ${name} ya está, pero se cortó la conexión antes de que llegara, y no se muestra dos veces. Revocala y creá otra.`,
  revoke: 'Revocar',
  revokeName: (name: string) => `Revocar ${name}`,
  revokeQuestion: (name: string) => `${name} deja de entrar en el acto. No se puede deshacer.`,
  revoked: (name: string) => `Se revocó ${name}.`,
};

const en: typeof es = {
  title: 'API keys',
  intro:
    'With a key, another system of the clinic reads or tells without a person. One a system: so it is revoked alone.',
  add: 'New key',
  none: 'There is no key',
  name: 'What it is for',
  nameHelp: 'For instance: medical records, the board of the waiting room.',
  scopes: 'What it may do',
  made: 'Made',
  REQUESTS_READ: 'Read requests, orders and patients',
  REQUESTS_WRITE: 'Tell of appointments made in another agenda',
  CATALOG_READ: 'Read services, sites and free slots',
  APPOINTMENTS_READ: 'Read appointments',
  secret: 'New key',
  secretAbout: (name) => `It is for ${name}. It is shown this once: keep it in that system.`,
  secretLost: (name) =>
    `The key ${name} is there, but the connection was cut before it came, and it is not shown twice. Revoke it and make another.`,
  revoke: 'Revoke',
  revokeName: (name) => `Revoke ${name}`,
  revokeQuestion: (name) => `${name} is kept out at once. It cannot be taken back.`,
  revoked: (name) => `${name} was revoked.`,
};

/** The texts of the screen of API keys. */
export const texts: Dictionary<typeof es> = { es, en };
