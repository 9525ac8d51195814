import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  addService: 'Agregar prestación',
  servicePlaceholder: 'Nombre, código o sinónimo',
  noService: 'Ninguna prestación coincide',
  chosen: 'Prestaciones elegidas',
  remove: (service: string) => `Quitar ${service}`,
  from: 'Desde el día',
  site: 'Sede',
  anySite: 'Todas',
  reading: 'Buscando turnos…',
  none: 'No hay turnos libres en 30 días desde esa fecha. Probá con otra fecha u otra sede.',
  more: 'Ver más turnos',
  slots: 'Turnos libres',
};

const en: typeof es = {
  addService: 'Add a service',
  servicePlaceholder: 'Name, code or synonym',
  noService: 'No service matches',
  chosen: 'Selected services',
  remove: (service) => `Remove ${service}`,
  from: 'From',
  site: 'Site',
  anySite: 'All',
  reading: 'Looking for slots…',
  none: 'There are no free slots within 30 days of that date. Try another date or site.',
  more: 'Show more slots',
  slots: 'Free slots',
};

/** The texts of choosing services and slots. */
export const texts: Dictionary<typeof es> = { es, en };
