import { ACTIONS } from '../request/actions.ts';

/** What can be done on a patient's page, as its address names it: with a request, or with something else of theirs. */
const PATIENT_ACTIONS = [
  ...ACTIONS,
  'corregir',
  'clave',
  'realizado',
  'cancelar',
  'mover',
  'explicar',
  'tratamiento',
  'visita',
  'profesional',
  'terminar',
  'interrumpir',
  'formulario',
  'retirar',
] as const;

/** Something that can be done on a patient's page. */
export type PatientAction = (typeof PATIENT_ACTIONS)[number];

/** What is being done on a patient's page, and with what (its opaque id). */
export interface PatientSearch {
  accion?: PatientAction;
  sobre?: string;
}

/** Reads an address. */
export function readSearch({ accion, sobre }: Record<string, unknown>): PatientSearch {
  const known = PATIENT_ACTIONS.find((action) => action === accion);
  if (known === undefined) return {};
  return typeof sobre === 'string' ? { accion: known, sobre } : { accion: known };
}
