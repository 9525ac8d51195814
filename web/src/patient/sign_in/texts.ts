import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  summary: 'Revisá estos datos',
  documentType: 'Tipo de documento',
  documentTypes: {
    DNI: 'DNI',
    PASSPORT: 'Pasaporte',
    LC: 'Libreta cívica',
    LE: 'Libreta de enrolamiento',
    CI: 'Cédula de identidad',
  },
  nationalId: 'Número de documento',
  nationalIdHelp: 'Con o sin puntos.',
  password: 'Contraseña',
  clinic: 'Clínica',
  missing: {
    nationalId: 'Escribí el número de tu documento.',
    givenName: 'Escribí tu nombre.',
    familyName: 'Escribí tu apellido.',
    password: 'Elegí una contraseña.',
  },
  clinicHelp: 'El nombre corto que te dio la clínica.',
  signIn: {
    title: 'Ingresá',
    submit: 'Ingresar',
    noPassword: 'Escribí tu contraseña.',
    newPassword: 'Contraseña nueva',
    newPasswordHelp:
      'La que te dieron sirve una sola vez. Elegí una tuya, de 8 letras o números como mínimo.',
    forgotten: '¿Olvidaste tu contraseña? Pedí una nueva en la recepción de la clínica, con tu documento.',
    noAccount: '¿Es tu primera vez?',
    signUp: 'Crear mi cuenta',
  },
  signUp: {
    title: 'Creá tu cuenta',
    lead: 'Es una sola vez. Después entrás con tu documento y tu contraseña.',
    who: 'Quién sos',
    givenName: 'Nombre',
    familyName: 'Apellido',
    reach: 'Cómo te avisamos',
    mobilePhone: 'Celular con WhatsApp',
    mobilePhoneHelp:
      'Ahí te avisamos cuándo podés elegir tu turno. Con el código de área. Por ejemplo: 11 5555-1234',
    email: 'Correo electrónico',
    passwordHelp: 'Elegí una de 8 letras o números como mínimo.',
    submit: 'Crear mi cuenta',
    hasAccount: '¿Ya tenés cuenta?',
    signIn: 'Ingresar',
  },
};

const en: typeof es = {
  summary: 'Check these details',
  documentType: 'Type of document',
  documentTypes: {
    DNI: 'DNI',
    PASSPORT: 'Passport',
    LC: 'Libreta cívica',
    LE: 'Libreta de enrolamiento',
    CI: 'Cédula de identidad',
  },
  nationalId: 'Document number',
  nationalIdHelp: 'With or without dots.',
  password: 'Password',
  clinic: 'Clinic',
  missing: {
    nationalId: 'Enter your document number.',
    givenName: 'Enter your given name.',
    familyName: 'Enter your family name.',
    password: 'Choose a password.',
  },
  clinicHelp: 'The short name the clinic gave you.',
  signIn: {
    title: 'Sign in',
    submit: 'Sign in',
    noPassword: 'Enter your password.',
    newPassword: 'New password',
    newPasswordHelp: 'The one you were given works only once. Choose your own, of at least 8 characters.',
    forgotten: 'Forgotten your password? Ask for a new one at the clinic’s front desk, with your document.',
    noAccount: 'Is this your first time?',
    signUp: 'Create my account',
  },
  signUp: {
    title: 'Create your account',
    lead: 'You only do this once. After that you sign in with your document and your password.',
    who: 'Who you are',
    givenName: 'Given name',
    familyName: 'Family name',
    reach: 'How we reach you',
    mobilePhone: 'Mobile phone with WhatsApp',
    mobilePhoneHelp:
      'That is where we tell you when you can choose your appointment. Include the area code. For example: 11 5555-1234',
    email: 'E-mail address',
    passwordHelp: 'Choose one with at least 8 characters.',
    submit: 'Create my account',
    hasAccount: 'Do you already have an account?',
    signIn: 'Sign in',
  },
};

/** The texts of signing in and up. */
export const texts: Dictionary<typeof es> = { es, en };
