import type { Dictionary } from '../../i18n/texts.ts';
import type { Tone } from '../../ui/Notice.tsx';

const es = {
  kind: {
    BOOKING_LINK: 'Enlace para tomar turno',
    NEW_PHOTO_REQUESTED: 'Pedido de otra foto',
    APPOINTMENT_BOOKED: 'Turno tomado',
    APPOINTMENT_MOVED: 'Turno movido',
    APPOINTMENT_CANCELLED: 'Turno cancelado',
    CARE_PLAN_WELCOME: 'Bienvenida al tratamiento',
    VISIT_REMINDER: 'Recordatorio de visita',
    FORM_LINK: 'Enlace a un formulario',
    FORM_LINK_RESENT: 'Enlace a un formulario, otra vez',
    TREATMENT_COMPLETED: 'Fin del tratamiento',
    FORM_SUBMITTED: 'Aviso al profesional: formulario enviado',
    FORM_OUTSTANDING: 'Aviso al profesional: formulario pendiente',
  },
  state: {
    PLANNED: 'Programado',
    SENDING: 'Saliendo',
    UNCERTAIN: 'No se sabe si salió',
    ACCEPTED: 'Enviado',
    DELIVERED: 'Entregado',
    READ: 'Leído',
    FAILED: 'Falló',
    SUPERSEDED: 'Reemplazado',
    SUPPRESSED: 'No se dijo',
    EXPIRED: 'Venció',
  },
  channel: { WHATSAPP: 'WhatsApp', EMAIL: 'E-mail' },
  attempt: {
    STARTED: 'en curso',
    ACCEPTED: 'aceptado',
    UNCERTAIN: 'sin respuesta',
    RETRY: 'no salió, se reintenta',
    REFUSED: 'rechazado',
  },
};

const en: typeof es = {
  kind: {
    BOOKING_LINK: 'Link to book',
    NEW_PHOTO_REQUESTED: 'Request for a better photo',
    APPOINTMENT_BOOKED: 'Appointment booked',
    APPOINTMENT_MOVED: 'Appointment moved',
    APPOINTMENT_CANCELLED: 'Appointment cancelled',
    CARE_PLAN_WELCOME: 'Welcome to the treatment',
    VISIT_REMINDER: 'Visit reminder',
    FORM_LINK: 'Link to a form',
    FORM_LINK_RESENT: 'Link to a form, sent again',
    TREATMENT_COMPLETED: 'End of the treatment',
    FORM_SUBMITTED: 'To the practitioner: form submitted',
    FORM_OUTSTANDING: 'To the practitioner: form not filled in',
  },
  state: {
    PLANNED: 'Planned',
    SENDING: 'Sending',
    UNCERTAIN: 'May have been sent',
    ACCEPTED: 'Sent',
    DELIVERED: 'Delivered',
    READ: 'Read',
    FAILED: 'Failed',
    SUPERSEDED: 'Replaced',
    SUPPRESSED: 'Not sent',
    EXPIRED: 'Expired',
  },
  channel: { WHATSAPP: 'WhatsApp', EMAIL: 'E-mail' },
  attempt: {
    STARTED: 'in progress',
    ACCEPTED: 'accepted',
    UNCERTAIN: 'no answer',
    RETRY: 'not sent, trying again',
    REFUSED: 'refused',
  },
};

/** What is said of messages: their kinds, states, channels and attempts. */
export const messageWords: Dictionary<typeof es> = { es, en };

/** The colour that goes with a message's state; the words say the same. */
export const MESSAGE_TONES: Record<keyof typeof es.state, Tone> = {
  PLANNED: 'accent',
  SENDING: 'accent',
  UNCERTAIN: 'warning',
  ACCEPTED: 'success',
  DELIVERED: 'success',
  READ: 'success',
  FAILED: 'danger',
  SUPERSEDED: 'neutral',
  SUPPRESSED: 'warning',
  EXPIRED: 'warning',
};
