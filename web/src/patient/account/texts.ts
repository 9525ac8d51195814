import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Mis datos',
  summary: 'Revisá estos datos',
  who: 'Quién sos',
  name: 'Nombre',
  document: 'Documento',
  memberNumber: 'Número de afiliado',
  wrong: '¿Hay algo mal? Avisá en la recepción de la clínica.',
  details: {
    title: 'Tu edad y tu obra social',
    save: 'Guardar mis datos',
    saved: 'Listo: guardamos tus datos.',
  },
  contact: {
    title: 'Cómo te avisamos',
    mobilePhone: 'Celular con WhatsApp',
    mobilePhoneHelp: 'Con el código de área. Por ejemplo: 11 5555-1234',
    email: 'Correo electrónico',
    save: 'Guardar',
    saved: (phone: string) => `Guardado. Te vamos a escribir al ${phone}.`,
  },
  confirm: {
    title: 'Antes de subir la orden',
    lead: 'Por WhatsApp te avisamos cuándo podés elegir tu turno. Para eso necesitamos tu celular.',
    next: 'Seguir',
    willWrite: 'Te vamos a escribir al',
    andMail: 'y también por correo a',
    isRight: '¿Es correcto?',
    noMail: 'No tenemos tu correo electrónico. Si querés, agregalo: no hace falta para seguir.',
    addMail: 'Agregar mi correo',
    yes: 'Sí, es correcto',
    no: 'No, corregir',
    notNow: 'Ahora no, volver al inicio',
  },
  password: {
    title: 'Cambiar mi contraseña',
    current: 'Contraseña actual',
    new: 'Contraseña nueva',
    help: '8 letras o números como mínimo.',
    submit: 'Cambiar la contraseña',
    done: 'Listo: tu contraseña cambió.',
  },
  signOut: 'Cerrar sesión',
};

const en: typeof es = {
  title: 'My details',
  summary: 'Check these details',
  who: 'Who you are',
  name: 'Name',
  document: 'Document',
  memberNumber: 'Member number',
  wrong: 'Is something wrong? Tell the clinic’s front desk.',
  details: {
    title: 'Your age and your health insurance',
    save: 'Save my details',
    saved: 'Done: your details are saved.',
  },
  contact: {
    title: 'How we reach you',
    mobilePhone: 'Mobile phone with WhatsApp',
    mobilePhoneHelp: 'Include the area code. For example: 11 5555-1234',
    email: 'E-mail address',
    save: 'Save',
    saved: (phone) => `Saved. We will write to ${phone}.`,
  },
  confirm: {
    title: 'Before you send the order',
    lead: 'We will tell you by WhatsApp when you can choose your appointment. For that we need your mobile number.',
    next: 'Continue',
    willWrite: 'We will write to',
    andMail: 'and by e-mail to',
    isRight: 'Is that right?',
    noMail: 'We do not have your e-mail address. Add it if you like: you can go on without.',
    addMail: 'Add my e-mail address',
    yes: 'Yes, that is right',
    no: 'No, correct it',
    notNow: 'Not now, back to the start',
  },
  password: {
    title: 'Change my password',
    current: 'Current password',
    new: 'New password',
    help: 'At least 8 characters.',
    submit: 'Change the password',
    done: 'Done: your password has changed.',
  },
  signOut: 'Sign out',
};

/** The texts of a patient's own details. */
export const texts: Dictionary<typeof es> = { es, en };
