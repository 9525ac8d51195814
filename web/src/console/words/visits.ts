import type { Dictionary } from '../../i18n/texts.ts';
import type { Tone } from '../../ui/Notice.tsx';

const es = {
  visit: {
    BOOKED: 'Reservado',
    IN_PROGRESS: 'En curso',
    COMPLETED: 'Realizado',
    NO_SHOW: 'Ausente',
    CANCELLED: 'Cancelado',
  },
  carePlan: { ACTIVE: 'En curso', COMPLETED: 'Terminado', CANCELLED: 'Interrumpido' },
  form: { OPEN: 'Pendiente', SUBMITTED: 'Enviado', WITHDRAWN: 'Retirado' },
  purpose: { INTAKE: 'Ingreso', PROGRESS: 'Progreso', FINAL: 'Final', ASKED: 'Pedido' },
};

const en: typeof es = {
  visit: {
    BOOKED: 'Booked',
    IN_PROGRESS: 'In progress',
    COMPLETED: 'Completed',
    NO_SHOW: 'No-show',
    CANCELLED: 'Cancelled',
  },
  carePlan: { ACTIVE: 'Active', COMPLETED: 'Completed', CANCELLED: 'Stopped' },
  form: { OPEN: 'Outstanding', SUBMITTED: 'Submitted', WITHDRAWN: 'Withdrawn' },
  purpose: { INTAKE: 'Intake', PROGRESS: 'Progress', FINAL: 'Final', ASKED: 'Requested' },
};

/** What states of appointments, treatments and forms are called. */
export const visitWords: Dictionary<typeof es> = { es, en };

/** The colour that goes with an appointment's state. */
export const VISIT_TONES: Record<keyof typeof es.visit, Tone> = {
  BOOKED: 'accent',
  IN_PROGRESS: 'warning',
  COMPLETED: 'success',
  NO_SHOW: 'danger',
  CANCELLED: 'neutral',
};

/** The colour that goes with a form's state. */
export const FORM_TONES: Record<keyof typeof es.form, Tone> = {
  OPEN: 'accent',
  SUBMITTED: 'success',
  WITHDRAWN: 'neutral',
};
