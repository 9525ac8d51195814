import { type Dictionary, plural } from '../../../i18n/texts.ts';

/** What an input of the rules is called, and what it means. */
interface Words {
  label: string;
  help: string;
}

const es = {
  title: 'Recordatorios',
  intro: 'Cuándo y cómo se recuerda a los pacientes. Al lado ves qué se enviaría, antes de guardar nada.',
  saved: 'Se guardaron las reglas.',
  enabled: 'Recordar a los pacientes sus visitas y formularios',
  when: 'Cuándo',
  quiet: 'Horas de silencio',
  quietHelp: 'En ese tiempo no sale ningún recordatorio. Las dos horas iguales: no hay silencio.',
  quietFromMinute: 'Desde',
  quietToMinute: 'Hasta',
  forms: 'Formularios y canales',
  templates: 'Plantillas de WhatsApp',
  windowHours: { label: 'Desde cuántas horas antes', help: 'De 4 a 336 (dos semanas).' } as Words,
  minimumLeadMinutes: {
    label: 'Hasta cuántos minutos antes',
    help: 'Más cerca de la visita ya no vale la pena. De 15 a 1.440.',
  } as Words,
  justAgreedHours: {
    label: 'Horas sin recordar lo recién acordado',
    help: 'Después de reservar o mover. De 0 a 72.',
  } as Words,
  holdBackMinutes: {
    label: 'Minutos que puede demorar por una visita anterior',
    help: 'Se espera a que termine la que está en curso. De 0 a 720.',
  } as Words,
  patienceMinutes: {
    label: 'Minutos de intentos por correo antes de WhatsApp',
    help: 'De 5 a 1.440.',
  } as Words,
  practitionerHours: {
    label: 'Horas antes para avisar al profesional',
    help: 'De un formulario que sigue pendiente. De 1 a 168.',
  } as Words,
  reminderIntent: {
    label: 'Recordatorio de visita',
    help: 'Nombre en Botmaker. Vacío: la de siempre.',
  } as Words,
  formLinkIntent: { label: 'Enlace a un formulario', help: 'Vacío: la de siempre.' } as Words,
  welcomeIntent: { label: 'Bienvenida a un tratamiento', help: 'Vacío: la de siempre.' } as Words,
  treatmentCompletedIntent: { label: 'Fin de un tratamiento', help: 'Vacío: la de siempre.' } as Words,
  preview: 'Qué se enviaría',
  days: 'En los próximos',
  daysOf: (count: number) => plural(count, { one: 'un día', other: `${count} días` }),
  would: (count: number, patients: number) =>
    `${plural(count, { one: 'Un mensaje', other: `${count} mensajes` })}, mirando ${plural(patients, {
      one: 'un paciente',
      other: `${patients} pacientes`,
    })}.`,
  now: (count: number) => `Con las reglas de hoy: ${count}.`,
  partial: 'Las reglas alcanzan a más pacientes de los que se miraron: las cuentas son de una parte.',
  nothing: 'No se enviaría nada.',
  at: 'Sale',
  kind: 'Mensaje',
  patient: 'Paciente',
  visit: 'Visita',
  withForms: (count: number) =>
    plural(count, { one: 'con un formulario', other: `con ${count} formularios` }),
  andMore: (count: number) => `Y ${count} más.`,
  WHATSAPP: 'WhatsApp',
  EMAIL: 'Correo',
  VISIT_REMINDER: 'Recordatorio de visita',
  FORM_LINK: 'Enlace a un formulario',
  FORM_OUTSTANDING: 'Al profesional: formulario pendiente',
  CARE_PLAN_WELCOME: 'Bienvenida a un tratamiento',
  TREATMENT_COMPLETED: 'Fin de un tratamiento',
  other: 'Otro mensaje',
  seePatient: 'Ver paciente',
};

const en: typeof es = {
  title: 'Reminders',
  intro:
    'When and how patients are reminded. Next to it you see what would be sent, before anything is saved.',
  saved: 'The rules were saved.',
  enabled: 'Remind patients of their visits and forms',
  when: 'When',
  quiet: 'Quiet hours',
  quietHelp: 'No reminders go out during this time. If both times are the same, there are no quiet hours.',
  quietFromMinute: 'From',
  quietToMinute: 'Until',
  forms: 'Forms and channels',
  templates: 'WhatsApp templates',
  windowHours: { label: 'Earliest, in hours before', help: '4 to 336 (two weeks).' },
  minimumLeadMinutes: {
    label: 'Latest, in minutes before',
    help: 'Any closer to the visit it is too late. 15 to 1,440.',
  },
  justAgreedHours: {
    label: 'Hours without reminders after booking or moving',
    help: 'What was just agreed needs no reminder. 0 to 72.',
  },
  holdBackMinutes: {
    label: 'Minutes a previous visit may delay it',
    help: 'It waits until the visit in progress ends. 0 to 720.',
  },
  patienceMinutes: { label: 'Minutes to try e-mail before WhatsApp', help: '5 to 1,440.' },
  practitionerHours: {
    label: 'Hours before the visit to tell the practitioner',
    help: 'About a form that is not filled in yet. 1 to 168.',
  },
  reminderIntent: { label: 'Visit reminder', help: 'Its name in Botmaker. Empty: the usual one.' },
  formLinkIntent: { label: 'Link to a form', help: 'Empty: the usual one.' },
  welcomeIntent: { label: 'Welcome to a treatment', help: 'Empty: the usual one.' },
  treatmentCompletedIntent: { label: 'End of a treatment', help: 'Empty: the usual one.' },
  preview: 'What would be sent',
  days: 'In the next',
  daysOf: (count) => plural(count, { one: 'one day', other: `${count} days` }),
  would: (count, patients) =>
    `${plural(count, { one: 'One message', other: `${count} messages` })}, looking at ${plural(patients, {
      one: 'one patient',
      other: `${patients} patients`,
    })}.`,
  now: (count) => `Under the current rules: ${count}.`,
  partial: 'The rules apply to more patients than were checked: the counts cover only some of them.',
  nothing: 'Nothing would be sent.',
  at: 'Goes out',
  kind: 'Message',
  patient: 'Patient',
  visit: 'Visit',
  withForms: (count) => plural(count, { one: 'with one form', other: `with ${count} forms` }),
  andMore: (count) => `And ${count} more.`,
  WHATSAPP: 'WhatsApp',
  EMAIL: 'E-mail',
  VISIT_REMINDER: 'Visit reminder',
  FORM_LINK: 'Link to a form',
  FORM_OUTSTANDING: 'To the practitioner: form not filled in',
  CARE_PLAN_WELCOME: 'Welcome to a treatment',
  TREATMENT_COMPLETED: 'End of a treatment',
  other: 'Another message',
  seePatient: 'View patient',
};

/** The texts of the screen of reminders. */
export const texts: Dictionary<typeof es> = { es, en };
