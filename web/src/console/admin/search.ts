/** What is being changed in a dialog over a list: an id, or something new. */
export interface Editing {
  editar?: string;
}

/** The value of `editar` for what does not exist yet. */
export const NEW = 'nuevo';

/** The value of `editar` for a day on which many resources are closed. */
export const HOLIDAY = 'feriado';

/** Reads `editar` of an address. */
export function editing(search: Record<string, unknown>): Editing {
  return typeof search.editar === 'string' ? { editar: search.editar } : {};
}

/** Whether those out of use are shown too. */
export interface WithArchived {
  bajas?: true;
}

/** Reads `bajas` of an address. */
export function withArchived(search: Record<string, unknown>): WithArchived {
  return search.bajas === true ? { bajas: true } : {};
}
