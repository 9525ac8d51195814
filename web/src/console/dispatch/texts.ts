import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Por enviar',
  help: 'Lo confirmado espera unos minutos antes de salir, para poder corregirlo.',
  none: 'No hay mensajes por enviar',
  noneWhy: 'Lo que confirmes en Revisión espera acá hasta que sale.',
  tryAgain: 'Reintentar',
  services: 'Prestaciones',
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
  help: 'Confirmed messages wait a few minutes before they go out, so that they can be corrected.',
  none: 'No messages to be sent',
  noneWhy: 'What you confirm in Review stays here until it is sent.',
  tryAgain: 'Try again',
  services: 'Services',
  leavesAt: (time) => `goes out at ${time}`,
  leaving: 'Sending…',
  sentAt: (time) => `Sent at ${time}`,
  amend: 'Correct',
  cancel: 'Cancel the message',
  reopen: 'Reopen and correct',
  of: (action, name) => `${action}: ${name}`,
  cancelled: 'Message cancelled: the request is back in review.',
  last: (time) => `goes out at ${time}.`,
  confirmedBy: (name) => `Confirmed by ${name}`,
  undo: 'Undo',
};

/** The texts of this screen. */
export const texts: Dictionary<typeof es> = { es, en };
