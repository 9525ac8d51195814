import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Administración',
  services: 'Prestaciones',
  circuits: 'Circuitos',
  coverage: 'Cobertura',
  agenda: 'Agenda',
  users: 'Usuarios',
  reminders: 'Recordatorios',
  settings: 'Ajustes',
  keys: 'Claves de API',
  notYours: 'Esta parte es para administradores',
  notYoursWhy: 'Si necesitás cambiar algo de acá, pedíselo a quien administra la clínica.',
};

const en: typeof es = {
  title: 'Administration',
  services: 'Services',
  circuits: 'Circuits',
  coverage: 'Coverage',
  agenda: 'Agenda',
  users: 'Users',
  reminders: 'Reminders',
  settings: 'Settings',
  keys: 'API keys',
  notYours: 'This part is for administrators',
  notYoursWhy: 'If you need something changed here, ask whoever administers the clinic.',
};

/** The texts around the screens of the administration. */
export const texts: Dictionary<typeof es> = { es, en };
