import type { Dictionary } from '../../../i18n/texts.ts';

const es = {
  save: 'Guardar',
  create: 'Crear',
  cancel: 'Cancelar',
  discard: 'Descartar cambios',
  edit: 'Editar',
  editName: (name: string) => `Editar ${name}`,
  saved: (name: string) => `Se guardó ${name}.`,
  created: (name: string) => `Se creó ${name}.`,
  stale:
    'Alguien cambió esto mientras lo editabas. Lo que tocaste sigue como lo escribiste; lo demás ya muestra lo nuevo. Miralo y guardá de nuevo.',
  archive: 'Dar de baja',
  restore: 'Volver a habilitar',
  archived: 'De baja',
  archivedNow: (name: string) => `${name} está de baja.`,
  restoredNow: (name: string) => `${name} está en uso otra vez.`,
  showArchived: 'Mostrar también los dados de baja',
  tryAgain: 'Reintentar',
  loading: 'Cargando…',
  notThere: 'Ya no está, o nunca estuvo.',
  name: 'Nombre',
  actions: 'Acciones',
  copy: 'Copiar',
  copied: 'Copiada',
  kept: 'Ya la guardé',
};

const en: typeof es = {
  save: 'Save',
  create: 'Create',
  cancel: 'Cancel',
  discard: 'Discard changes',
  edit: 'Edit',
  editName: (name) => `Edit ${name}`,
  saved: (name) => `${name} was saved.`,
  created: (name) => `${name} was created.`,
  stale:
    'Someone changed this while you were editing it. What you typed is still here; the rest shows the new values. Check it and save again.',
  archive: 'Take out of use',
  restore: 'Put back into use',
  archived: 'Out of use',
  archivedNow: (name) => `${name} is out of use.`,
  restoredNow: (name) => `${name} is in use again.`,
  showArchived: 'Also show items out of use',
  tryAgain: 'Try again',
  loading: 'Loading…',
  notThere: 'It does not exist, or no longer does.',
  name: 'Name',
  actions: 'Actions',
  copy: 'Copy',
  copied: 'Copied',
  kept: 'I have saved it',
};

/** The texts that the screens of the administration share. */
export const texts: Dictionary<typeof es> = { es, en };
