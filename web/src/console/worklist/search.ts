import { isDay } from '../../i18n/days.ts';
import { ACTIONS, type Action } from '../request/actions.ts';
import { REQUEST_STATES, type RequestState } from '../words/requests.ts';

/** Which days the grid shows; today where the address does not say. */
export const PERIODS = ['hoy', 'semana', 'todo', 'dias'] as const;
/** By what the grid is sorted; by upload where the address does not say. */
export const ORDERS = ['subida', 'nombre', 'contacto'] as const;

/** A kind of choice of days. */
type Period = (typeof PERIODS)[number];
/** A way to sort. */
export type Order = (typeof ORDERS)[number];

/**
 * What the grid's address says. What is typed into the search names people: it stays out of the address, in the
 * history's state.
 */
export interface WorklistSearch {
  periodo?: Exclude<Period, 'hoy'>;
  /** First and last day, with `periodo=dias`. */
  desde?: string;
  hasta?: string;
  /** Resolved, or both; only what is not resolved where left out. */
  resuelto?: 'si' | 'todos';
  estado?: RequestState;
  /** Opaque id of the payer. */
  cobertura?: string;
  atencion?: 'si' | 'no';
  orden?: Exclude<Order, 'subida'>;
  sentido?: 'desc';
  /** What is being done, and with which request (its opaque id). */
  accion?: Action;
  solicitud?: string;
}

const isOpaqueId = (text: string) => /^[\w=+/-]+$/.test(text);

/** Reads an address. */
export function readSearch(raw: Record<string, unknown>): WorklistSearch {
  const one = (name: string, values: readonly string[]) => ({
    [name]: values.find((value) => value === raw[name]),
  });
  const such = (name: string, isGood: (text: string) => boolean) => ({
    [name]: typeof raw[name] === 'string' && isGood(raw[name]) ? raw[name] : undefined,
  });
  return {
    ...one('periodo', PERIODS.slice(1)),
    ...such('desde', isDay),
    ...such('hasta', isDay),
    ...one('resuelto', ['si', 'todos']),
    ...one('estado', REQUEST_STATES),
    ...such('cobertura', isOpaqueId),
    ...one('atencion', ['si', 'no']),
    ...one('orden', ORDERS.slice(1)),
    ...one('sentido', ['desc']),
    ...one('accion', ACTIONS),
    ...such('solicitud', isOpaqueId),
  };
}

/** What the API's `worklist` is asked. */
export interface WorklistQuestion {
  filter: {
    from?: string;
    to?: string;
    resolved?: boolean;
    states?: RequestState[];
    payerId?: string;
    needsAttention?: boolean;
    search?: string;
  };
  orderBy: { field: 'UPLOADED_AT' | 'PATIENT_NAME' | 'LAST_CONTACT_AT'; direction: 'ASC' | 'DESC' };
}

const FIELDS = { subida: 'UPLOADED_AT', nombre: 'PATIENT_NAME', contacto: 'LAST_CONTACT_AT' } as const;

/** What an address and a typed text ask, on this day of the clinic. */
export function questionOf(search: WorklistSearch, text: string, today: string): WorklistQuestion {
  const typed = text.trim();
  return {
    filter: {
      ...daysOf(search, today),
      ...resolvedOf(search),
      ...(search.estado && { states: [search.estado] }),
      ...(search.cobertura && { payerId: search.cobertura }),
      ...(search.atencion && { needsAttention: search.atencion === 'si' }),
      ...(typed && { search: typed }),
    },
    orderBy: { field: FIELDS[search.orden ?? 'subida'], direction: search.sentido ? 'DESC' : 'ASC' },
  };
}

/** Whoever asks for one state wants all of it: only then nothing is said of `resolved`. */
function resolvedOf({ resuelto, estado }: WorklistSearch) {
  if (resuelto === 'si') return { resolved: true };
  return resuelto === 'todos' || estado ? {} : { resolved: false };
}

function daysOf({ periodo, desde, hasta }: WorklistSearch, today: string) {
  switch (periodo) {
    case undefined:
      return { from: today, to: today };
    case 'semana':
      return { from: daysBefore(today, 6), to: today };
    case 'todo':
      return {};
    case 'dias': {
      // A range that runs backwards is read the way it was meant.
      const [from, to] = desde && hasta && hasta < desde ? [hasta, desde] : [desde, hasta];
      return { ...(from && { from }), ...(to && { to }) };
    }
  }
}

/** A day of the calendar, some days before another. */
export function daysBefore(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - count);
  return date.toISOString().slice(0, 10);
}

/** What a filter looks at in a request. */
export interface Filtered {
  uploadedAt: string;
  state: RequestState;
  resolvedAt: string | null;
  attentionReason: string | null;
  patient: { coverage: { payer: { id: string } } | null };
}

/**
 * Whether a request that changed still belongs to what was asked. Only the server can say it of a typed text:
 * `wasFound` is what it said before.
 */
export function belongs(
  { filter }: WorklistQuestion,
  request: Filtered,
  wasFound: boolean,
  dayOf: (instant: string) => string,
): boolean {
  const day = dayOf(request.uploadedAt);
  if (filter.from && day < filter.from) return false;
  if (filter.to && day > filter.to) return false;
  if (filter.resolved !== undefined && filter.resolved !== (request.resolvedAt !== null)) return false;
  if (filter.states ? !filter.states.includes(request.state) : request.state === 'VOIDED') return false;
  if (filter.payerId && filter.payerId !== request.patient.coverage?.payer.id) return false;
  if (filter.needsAttention !== undefined && filter.needsAttention !== (request.attentionReason !== null))
    return false;
  return filter.search === undefined || wasFound;
}
