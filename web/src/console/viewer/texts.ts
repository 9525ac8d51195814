import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  order: 'Orden médica',
  orderTools: 'Ver la orden',
  larger: 'Agrandar',
  smaller: 'Achicar',
  fit: 'Ajustar',
  rotate: 'Girar',
  original: 'Abrir original',
  page: (number: number, count: number) => `Orden médica, página ${number} de ${count}`,
  pdfFailed: 'No se pudo mostrar el PDF. Probá con «Abrir original».',
  pagesOfFile: 'Páginas del archivo',
  pageNumber: (number: number) => `Página ${number}`,
  before: 'Anterior',
  next: 'Siguiente',
  placeOf: (number: number, count: number) => `${number} de ${count}`,
  files: 'Archivos de la orden',
  fileNumber: (number: number) => `Archivo ${number}`,
  loading: 'Cargando…',
};

const en: typeof es = {
  order: 'Medical order',
  orderTools: 'Order view',
  larger: 'Zoom in',
  smaller: 'Zoom out',
  fit: 'Fit',
  rotate: 'Rotate',
  original: 'Open original',
  page: (number, count) => `Medical order, page ${number} of ${count}`,
  pdfFailed: 'The PDF could not be shown. Try ‘Open original’.',
  pagesOfFile: 'Pages of the file',
  pageNumber: (number) => `Page ${number}`,
  before: 'Previous',
  next: 'Next',
  placeOf: (number, count) => `${number} of ${count}`,
  files: 'Files of the order',
  fileNumber: (number) => `File ${number}`,
  loading: 'Loading…',
};

/** The texts of the view of an order's files. */
export const texts: Dictionary<typeof es> = { es, en };
