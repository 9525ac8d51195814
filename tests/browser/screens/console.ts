import { expect } from '../support/test.ts';
import { press, type Screen } from './screen.ts';

const operator = { as: 'operator' } as const;
const admin = { as: 'administrator' } as const;

/** An action with a request, over the grid. */
function action(accion: string, title: RegExp): Screen {
  return {
    ...operator,
    name: `worklist-${accion}`,
    route: '/grilla',
    at: ({ pending }) => `/grilla?accion=${accion}&solicitud=${pending}`,
    title,
  };
}

/** A dialog over a list of the administration that its address opens. */
function adding(name: string, path: string, title: string): Screen {
  const route = `/administracion/${path}`;
  return { ...admin, name: `admin-${name}-new`, route, at: () => `${route}?editar=nuevo`, title };
}

const REVIEW: Pick<Screen, 'as' | 'route' | 'at' | 'title'> = {
  ...operator,
  route: '/revision',
  at: ({ pending }) => `/revision?solicitud=${pending}`,
  title: /Álvarez Pereyra/,
};

const PATIENT: Pick<Screen, 'as' | 'route' | 'at' | 'title'> = {
  ...operator,
  route: '/pacientes/$id',
  at: ({ known }) => `/pacientes/${known}`,
  title: 'Sosa, Elena',
};

/** The console's screens. */
export const CONSOLE: Screen[] = [
  { name: 'console-sign-in', route: '/ingresar', title: 'Ingresá a la consola' },
  { ...operator, name: 'console-nowhere', route: '*', at: () => '/nada', title: 'Esta página no existe' },
  { ...REVIEW, as: 'practitioner', name: 'console-not-yours', title: 'Esta cuenta no trabaja en la consola' },

  { ...REVIEW, name: 'console-review' },
  {
    ...REVIEW,
    name: 'console-review-search',
    then: async (page) => {
      await page.getByRole('combobox', { name: 'Estudios que pide la orden' }).fill('rodilla');
      await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
    },
  },
  { ...REVIEW, name: 'console-review-actions', then: press('Acciones') },
  { ...REVIEW, name: 'console-account', then: press(/Cuenta y preferencias/) },
  { ...REVIEW, name: 'console-shortcuts', then: (page) => page.keyboard.press('Escape').then(() => page.keyboard.press('?')) },

  { ...operator, name: 'console-dispatches', route: '/por-enviar', title: 'Por enviar' },
  {
    ...operator,
    name: 'console-dispatches-reopen',
    route: '/revision',
    at: ({ choosing }) => `/revision?solicitud=${choosing.request.id}&accion=reabrir`,
    title: /^Reabrir solicitud/,
  },

  { ...operator, name: 'worklist', route: '/grilla', title: 'Grilla' },
  { ...operator, name: 'worklist-menu', route: '/grilla', title: 'Grilla', then: press(/^Más acciones/) },
  {
    ...operator,
    name: 'worklist-calendar',
    route: '/grilla',
    at: () => '/grilla?periodo=dias',
    title: 'Grilla',
    then: press(/Calendario.*Desde|Desde/),
  },
  action('contacto', /^Indicar contacto/),
  action('resolver', /^Resolver solicitud/),
  action('foto', /^Pedir otra foto/),
  action('orden', /^Orden médica/),
  action('baja', /^Dar de baja/),
  {
    ...action('turno', /^Asignar turno/),
    then: async (page) => {
      await page.getByRole('combobox', { name: 'Agregar prestación' }).fill('rodilla');
      await page.getByRole('listbox').getByRole('option').first().click();
      await expect(page.getByRole('dialog').getByRole('radio').first()).toBeVisible();
    },
  },

  {
    ...operator,
    name: 'patients',
    route: '/pacientes',
    title: 'Pacientes',
    then: (page) => page.getByLabel('Buscar paciente').fill('30111222'),
  },
  { ...PATIENT, name: 'patient' },
  { ...PATIENT, name: 'patient-care-plan', then: press('Nuevo tratamiento') },
  { ...PATIENT, name: 'patient-form', then: press('Pedir formulario') },
  { ...PATIENT, name: 'patient-move', then: press(/^Mover/) },
  { ...PATIENT, name: 'patient-cancel', then: press('Cancelar turno') },
  { ...PATIENT, name: 'patient-explanation', then: press('Explicar recordatorio') },

  { ...admin, name: 'admin-services', route: '/administracion/servicios', title: 'Servicios' },
  { ...admin, name: 'admin-service-new', route: '/administracion/servicios/nuevo', title: 'Nuevo servicio' },
  {
    ...admin,
    name: 'admin-service',
    route: '/administracion/servicios/$id',
    at: ({ service }) => `/administracion/servicios/${service}`,
    title: /rodilla/i,
  },
  { ...operator, name: 'admin-not-yours', route: '/administracion/servicios', title: 'Esta parte es para administradores' },
  { ...admin, name: 'admin-circuits', route: '/administracion/circuitos', title: 'Circuitos' },
  adding('circuit', 'circuitos', 'Nuevo circuito'),
  { ...admin, name: 'admin-coverage', route: '/administracion/cobertura', title: 'Cobertura' },
  adding('payer', 'cobertura', 'Nueva obra social o prepaga'),
  {
    ...admin,
    name: 'admin-payer',
    route: '/administracion/cobertura/$id',
    at: ({ payer }) => `/administracion/cobertura/${payer}`,
    title: 'Accord Salud',
  },
  {
    ...admin,
    name: 'admin-rule-new',
    route: '/administracion/cobertura/$id',
    at: ({ payer }) => `/administracion/cobertura/${payer}?editar=nuevo`,
    title: 'Nueva regla',
    then: async (page) => {
      await page.getByRole('combobox', { name: 'Servicio' }).fill('colangio');
      await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
    },
  },
  { ...admin, name: 'admin-agenda', route: '/administracion/agenda', title: 'Agenda' },
  adding('site', 'agenda', 'Nueva sede'),
  { ...admin, name: 'admin-resource-new', route: '/administracion/agenda/nuevo', title: /^Nuevo/ },
  {
    ...admin,
    name: 'admin-resource',
    route: '/administracion/agenda/$id',
    at: ({ resource }) => `/administracion/agenda/${resource}`,
    title: 'Consultorio de cardiología',
  },
  { ...admin, name: 'admin-users', route: '/administracion/usuarios', title: 'Usuarios' },
  adding('user', 'usuarios', 'Nuevo usuario'),
  { ...admin, name: 'admin-user', route: '/administracion/usuarios', title: 'Usuarios', then: press(/^Editar/) },
  { ...admin, name: 'admin-reminders', route: '/administracion/recordatorios', title: 'Recordatorios' },
  { ...admin, name: 'admin-settings', route: '/administracion/ajustes', title: 'Ajustes de la clínica' },
  { ...admin, name: 'admin-keys', route: '/administracion/claves', title: 'Claves de API' },
  adding('key', 'claves', 'Nueva clave'),
];
