import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Atajos de teclado',
  lists: 'En las listas',
  search: 'En la búsqueda de prestaciones',
  enabled: 'Usar los atajos de una sola letra',
  inert: 'Mientras escribís en un campo, las letras son letras.',
  close: 'Cerrar',
  keys: {
    j: 'Siguiente',
    k: 'Anterior',
    r: 'Resolver',
    t: 'Asignar turno',
    c: 'Indicar contacto',
    z: 'Deshacer el último envío',
    g: 'Girar la orden',
    '/': 'Ir a la búsqueda',
    '?': 'Esta ayuda',
    Enter: 'Agregar la prestación marcada',
    Backspace: 'Con la búsqueda vacía, quitar el último',
    'Ctrl + Enter': 'Confirmar envío',
    Esc: 'Salir de la búsqueda, a la lista',
  },
};

const en: typeof es = {
  title: 'Keyboard shortcuts',
  lists: 'In lists',
  search: 'In the service search',
  enabled: 'Use single-letter shortcuts',
  inert: 'They are off while you type in a field.',
  close: 'Close',
  keys: {
    j: 'Next',
    k: 'Previous',
    r: 'Resolve',
    t: 'Assign an appointment',
    c: 'Log a contact',
    z: 'Undo the last confirmation',
    g: 'Rotate the order',
    '/': 'Go to the search',
    '?': 'This help',
    Enter: 'Add the highlighted service',
    Backspace: 'With an empty search, remove the last one',
    'Ctrl + Enter': 'Confirm and send',
    Esc: 'Leave the search and go to the list',
  },
};

/** The texts of the keyboard's help. */
export const texts: Dictionary<typeof es> = { es, en };
