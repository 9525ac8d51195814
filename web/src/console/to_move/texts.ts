import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Turnos a mover',
  intro: 'Quedaron fuera del horario del equipo, consultorio o profesional. Hablá con el paciente y movelos.',
  none: 'No hay turnos a mover',
  noneWhy: 'Todo lo reservado cae dentro de los horarios.',
  when: 'Turno',
  patient: 'Paciente',
  services: 'Prestaciones',
  site: 'Sede',
  actions: 'Acciones',
  move: 'Mover',
  moveOf: (patient: string) => `Mover el turno de ${patient}`,
  cancel: 'Cancelar',
  cancelOf: (patient: string) => `Cancelar el turno de ${patient}`,
  reading: 'Cargando…',
  tryAgain: 'Reintentar',
};

const en: typeof es = {
  title: 'Appointments to move',
  intro:
    'They are outside the hours of the device, room or professional. Talk to the patients and move them.',
  none: 'No appointments to move',
  noneWhy: 'Every appointment is within opening hours.',
  when: 'Appointment',
  patient: 'Patient',
  services: 'Services',
  site: 'Site',
  actions: 'Actions',
  move: 'Move',
  moveOf: (patient) => `Move the appointment of ${patient}`,
  cancel: 'Cancel',
  cancelOf: (patient) => `Cancel the appointment of ${patient}`,
  reading: 'Loading…',
  tryAgain: 'Try again',
};

/** The texts of the appointments that have to be moved. */
export const texts: Dictionary<typeof es> = { es, en };
