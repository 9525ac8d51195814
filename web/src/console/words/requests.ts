import type { Dictionary } from '../../i18n/texts.ts';
import type { Tone } from '../../ui/Notice.tsx';

const es = {
  state: {
    PENDING_REVIEW: 'Por revisar',
    AWAITING_PHOTO: 'Espera otra foto',
    DISPATCH_PLANNED: 'Por enviar',
    DISPATCHED: 'Enviada',
    NEEDS_ATTENTION: 'Requiere atención',
    BOOKED: 'Con turno',
    RESOLVED: 'Resuelta',
    VOIDED: 'De baja',
  },
  outcome: {
    BOOKED: 'Turno en nuestra agenda',
    BOOKED_EXTERNALLY: 'Turno en la agenda de la clínica',
    CONTACTED: 'Se ayudó por teléfono o mensaje',
    NOT_NEEDED: 'Ya no lo necesita',
    UNREACHABLE: 'No se lo pudo ubicar',
    NOT_OFFERED: 'No ofrecemos la prestación',
    OTHER: 'Otro',
  },
};

const en: typeof es = {
  state: {
    PENDING_REVIEW: 'To be reviewed',
    AWAITING_PHOTO: 'Awaiting photo',
    DISPATCH_PLANNED: 'To be sent',
    DISPATCHED: 'Sent',
    NEEDS_ATTENTION: 'Needs attention',
    BOOKED: 'Booked',
    RESOLVED: 'Resolved',
    VOIDED: 'Removed',
  },
  outcome: {
    BOOKED: 'Booked in our agenda',
    BOOKED_EXTERNALLY: "Booked in the clinic's own agenda",
    CONTACTED: 'Helped by phone or message',
    NOT_NEEDED: 'No longer needed',
    UNREACHABLE: 'Could not be reached',
    NOT_OFFERED: 'Service not offered',
    OTHER: 'Other',
  },
};

/** What states and outcomes of requests are called. */
export const requestWords: Dictionary<typeof es> = { es, en };

/** Where a request can stand. */
export type RequestState = keyof typeof es.state;

/** How a request can end. */
export type RequestOutcome = keyof typeof es.outcome;

/** All states, in the order of a request's life. */
export const REQUEST_STATES = Object.keys(es.state) as RequestState[];

/** The colour that goes with a state; the words say the same. */
export const REQUEST_TONES: Record<RequestState, Tone> = {
  PENDING_REVIEW: 'accent',
  AWAITING_PHOTO: 'neutral',
  DISPATCH_PLANNED: 'neutral',
  DISPATCHED: 'neutral',
  NEEDS_ATTENTION: 'warning',
  BOOKED: 'success',
  RESOLVED: 'success',
  VOIDED: 'neutral',
};
