import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Por enviar',
  help: 'Lo confirmado espera unos minutos antes de salir, para poder corregirlo.',
  none: 'No hay mensajes por enviar',
  noneWhy: 'Lo que confirmes en Revisión espera acá hasta que sale.',
  tryAgain: 'Reintentar',
  services: 'Estudios',
  leavesAt: (time: string) => `sale a las ${time}`,
  leaving: 'Saliendo…',
  sentAt: (time: string) => `Enviado a las ${time}`,
  amend: 'Corregir',
  cancel: 'Cancelar envío',
  reopen: 'Reabrir y corregir',
  of: (action: string, name: string) => `${action}: ${name}`,
  cancelled: 'Envío cancelado: la solicitud volvió a revisión.',
  last: (time: string) => `sale a las ${time}.`,
  confirmedBy: (name: string) => `Confirmó ${name}`,
  undo: 'Deshacer',
};

const en: typeof es = {
  title: 'To be sent',
  help: 'What was confirmed waits some minutes before it leaves, so that it can be corrected.',
  none: 'There are no messages to be sent',
  noneWhy: 'What you confirm in Review waits here until it leaves.',
  tryAgain: 'Try again',
  services: 'Studies',
  leavesAt: (time) => `leaves at ${time}`,
  leaving: 'Leaving…',
  sentAt: (time) => `Sent at ${time}`,
  amend: 'Correct',
  cancel: 'Cancel the message',
  reopen: 'Reopen and correct',
  of: (action, name) => `${action}: ${name}`,
  cancelled: 'Cancelled: the request is under review again.',
  last: (time) => `leaves at ${time}.`,
  confirmedBy: (name) => `Confirmed by ${name}`,
  undo: 'Undo',
};

/** The texts of this screen. */
export const texts: Dictionary<typeof es> = { es, en };
