import type { Dictionary } from '../../../i18n/texts.ts';

/** What an input of the settings is called, and what it means. */
interface Words {
  label: string;
  help: string;
}

const es = {
  title: 'Ajustes de la clínica',
  intro: 'Valen desde que se guardan, para todo lo que pase después.',
  saved: 'Se guardaron los ajustes.',
  delayRange: 'Tiene que ser de 0 a 1.440 minutos.',
  contact: 'Dónde consultan los pacientes',
  messages: 'Mensajes',
  links: 'Enlaces y reservas',
  review: 'Revisión',
  templates: 'Plantillas de WhatsApp',
  portal: 'Agenda propia de la clínica',
  phone: {
    label: 'Teléfono de la clínica',
    help: 'Fijo, celular o 0800, con el código de área. Lo ven los pacientes en sus páginas y en los correos. Vacío: ninguno.',
  } as Words,
  email: {
    label: 'Correo de la clínica',
    help: 'Lo ven los pacientes junto al teléfono. Vacío: ninguno.',
  } as Words,
  dispatchDelaySeconds: {
    label: 'Espera antes de enviar (minutos)',
    help: 'Tiempo para arrepentirse después de confirmar. De 0 a 1.440 (un día).',
  } as Words,
  messageExpiryHours: {
    label: 'Vencimiento de un mensaje (horas)',
    help: 'Pasado este tiempo ya no vale la pena enviarlo. De 1 a 168.',
  } as Words,
  uncertainMinutes: {
    label: 'Espera de una respuesta perdida (minutos)',
    help: 'Si no se sabe si el mensaje salió, recién después se avisa a una persona. De 1 a 1.440.',
  } as Words,
  linkDays: {
    label: 'Vigencia del enlace del paciente (días)',
    help: 'De 1 a 90.',
  } as Words,
  holdMinutes: {
    label: 'Reserva de un turno mientras se elige (minutos)',
    help: 'De 1 a 60.',
  } as Words,
  horizonDays: {
    label: 'Turnos ofrecidos a pacientes, hacia adelante (días)',
    help: 'De 1 a 365.',
  } as Words,
  maxGapMinutes: {
    label: 'Espera máxima entre dos prestaciones de una visita (minutos)',
    help: 'De 0 a 480.',
  } as Words,
  changeNoticeHours: {
    label: 'Anticipación para cambiar o cancelar (horas)',
    help: 'Hasta cuántas horas antes puede hacerlo el paciente. De 0 a 168.',
  } as Words,
  claimMinutes: {
    label: 'Solicitud tomada por un operador (minutos)',
    help: 'Sin actividad, después vuelve a estar libre. De 1 a 120.',
  } as Words,
  maxPages: {
    label: 'Páginas por orden',
    help: 'De 1 a 30.',
  } as Words,
  bookingLinkIntent: {
    label: 'Plantilla con el enlace para reservar',
    help: 'Nombre en Botmaker. Vacío: la de siempre.',
  } as Words,
  newPhotoIntent: {
    label: 'Plantilla que pide otra foto',
    help: 'Nombre en Botmaker. Vacío: la de siempre.',
  } as Words,
  appointmentBookedIntent: {
    label: 'Plantilla de turno reservado',
    help: 'Nombre en Botmaker. Vacío: la de siempre.',
  } as Words,
  appointmentMovedIntent: {
    label: 'Plantilla de turno cambiado',
    help: 'Nombre en Botmaker. Vacío: la de siempre.',
  } as Words,
  appointmentCancelledIntent: {
    label: 'Plantilla de turno cancelado',
    help: 'Nombre en Botmaker; no lleva botón. Vacío: la de siempre.',
  } as Words,
  visitCancelledIntent: {
    label: 'Plantilla de visita cancelada',
    help: 'Nombre en Botmaker; el botón lleva a las otras visitas. Vacío: la de siempre.',
  } as Words,
  botmakerChannel: {
    label: 'Canal de Botmaker',
    help: 'Vacío: el de la instalación.',
  } as Words,
  linkTemplate: {
    label: 'Dirección en el mensaje para reservar',
    help: 'En lugar de nuestra página. Lleva {token} y, si hace falta, {service}. Vacío: nuestra página.',
  } as Words,
  bookingPortalTemplate: {
    label: 'Portal de reservas para operadores',
    help: 'Lleva {request} y {patient}. Vacío: no hay.',
  } as Words,
};

const en: typeof es = {
  title: "The clinic's settings",
  intro: 'They apply from the moment they are saved.',
  saved: 'The settings were saved.',
  delayRange: 'It has to be between 0 and 1,440 minutes.',
  contact: 'Contact for patients',
  messages: 'Messages',
  links: 'Links and booking',
  review: 'Review',
  templates: 'WhatsApp templates',
  portal: "The clinic's own agenda",
  phone: {
    label: "The clinic's telephone",
    help: 'A landline, a mobile or a toll-free number, with its area code. Patients see it on their pages and in e-mails. Empty: none.',
  },
  email: {
    label: "The clinic's e-mail address",
    help: 'Patients see it beside the telephone. Empty: none.',
  },
  dispatchDelaySeconds: {
    label: 'Wait before sending (minutes)',
    help: 'Time to correct mistakes after confirming. 0 to 1,440 (a day).',
  },
  messageExpiryHours: {
    label: 'Message expiry (hours)',
    help: 'After this time it is not sent any more. 1 to 168.',
  },
  uncertainMinutes: {
    label: 'Wait for an unconfirmed message (minutes)',
    help: 'If it is not known whether a message was sent, staff are told only after this time. 1 to 1,440.',
  },
  linkDays: { label: "Validity of the patient's link (days)", help: '1 to 90.' },
  holdMinutes: { label: 'Time a slot is held while booking (minutes)', help: '1 to 60.' },
  horizonDays: { label: 'How far ahead patients can book (days)', help: '1 to 365.' },
  maxGapMinutes: { label: 'Longest wait between two services of a visit (minutes)', help: '0 to 480.' },
  changeNoticeHours: {
    label: 'Notice for moving or cancelling (hours)',
    help: 'Up to how many hours before the patient can still do it. 0 to 168.',
  },
  claimMinutes: {
    label: 'Time a request stays with an operator (minutes)',
    help: 'After this time without activity it is free again. 1 to 120.',
  },
  maxPages: { label: 'Pages per order', help: '1 to 30.' },
  bookingLinkIntent: {
    label: 'Template with the link for booking',
    help: 'Its name in Botmaker. Empty: the usual one.',
  },
  newPhotoIntent: {
    label: 'Template that asks for another photo',
    help: 'Its name in Botmaker. Empty: the usual one.',
  },
  appointmentBookedIntent: {
    label: 'Template: an appointment was booked',
    help: 'Its name in Botmaker. Empty: the usual one.',
  },
  appointmentMovedIntent: {
    label: 'Template: an appointment was moved',
    help: 'Its name in Botmaker. Empty: the usual one.',
  },
  appointmentCancelledIntent: {
    label: 'Template: an appointment was cancelled',
    help: 'Its name in Botmaker; it has no button. Empty: the usual one.',
  },
  visitCancelledIntent: {
    label: 'Template: a visit was cancelled',
    help: 'Its name in Botmaker; its button leads to the other visits. Empty: the usual one.',
  },
  botmakerChannel: { label: 'Botmaker channel', help: "Empty: the installation's." },
  linkTemplate: {
    label: 'Address in the message for booking',
    help: 'Instead of our page. It has {token} and, where wanted, {service}. Empty: our page.',
  },
  bookingPortalTemplate: {
    label: 'Booking portal for operators',
    help: 'It has {request} and {patient}. Empty: there is none.',
  },
};

/** The texts of the screen of settings. */
export const texts: Dictionary<typeof es> = { es, en };
