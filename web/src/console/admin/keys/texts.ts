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
  CATALOG_READ: 'Leer prestaciones, sedes y turnos libres',
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
    'With a key, another system can read or report without a person. Use one key per system, so that each can be revoked on its own.',
  add: 'New key',
  none: 'No keys',
  name: 'What it is for',
  nameHelp: 'For example: medical records, the waiting-room display.',
  scopes: 'What it may do',
  made: 'Created',
  REQUESTS_READ: 'Read requests, orders and patients',
  REQUESTS_WRITE: 'Report appointments booked in another agenda',
  CATALOG_READ: 'Read services, sites and free slots',
  APPOINTMENTS_READ: 'Read appointments',
  secret: 'New key',
  secretAbout: (name) => `It is for ${name}. It is shown only once: store it in that system.`,
  secretLost: (name) =>
    `The key ${name} was created, but the connection was lost before it arrived, and it is not shown twice. Revoke it and create another.`,
  revoke: 'Revoke',
  revokeName: (name) => `Revoke ${name}`,
  revokeQuestion: (name) => `${name} loses access at once. This cannot be undone.`,
  revoked: (name) => `${name} was revoked.`,
};

/** The texts of the screen of API keys. */
export const texts: Dictionary<typeof es> = { es, en };
