import { search } from '../support/review.ts';
import { expect, type Page } from '../support/test.ts';
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

/** A dialog over a list of the administration in which the first of it is changed. */
function editing(name: string, path: string, title: string): Screen {
  return {
    ...admin,
    name: `admin-${name}-edit`,
    route: `/administracion/${path}`,
    title,
    act: press(/^Editar/),
  };
}

const PAYER: Pick<Screen, 'as' | 'route' | 'at' | 'title'> = {
  ...admin,
  route: '/administracion/cobertura/$id',
  at: ({ payer }) => `/administracion/cobertura/${payer}`,
  title: 'Accord Salud',
};

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

const PRESENT: typeof PATIENT = {
  ...PATIENT,
  at: ({ present }) => `/pacientes/${present.id}`,
  title: 'Benítez, Delia',
};

/** Types into the search for services; what was typed on the other device may still be there. */
async function searchFor(page: Page, query: string) {
  await search(page).fill('');
  await search(page).fill(query);
}

/** The console's screens. */
export const CONSOLE: Screen[] = [
  { name: 'console-sign-in', route: '/ingresar', title: 'Ingresá a la consola' },
  { ...operator, name: 'console-nowhere', route: '*', at: () => '/nada', title: 'Esta página no existe' },
  { ...REVIEW, as: 'practitioner', name: 'console-not-yours', title: 'Esta cuenta no trabaja en la consola' },

  { ...REVIEW, name: 'console-review' },
  {
    ...REVIEW,
    name: 'console-review-search',
    act: async (page) => {
      await searchFor(page, 'rodilla');
      await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
    },
  },
  {
    ...REVIEW,
    name: 'console-review-nothing-found',
    act: async (page) => {
      await searchFor(page, 'zzzz');
      await expect(page.getByRole('listbox')).toContainText('Ning');
    },
  },
  { ...REVIEW, name: 'console-review-actions', act: press('Acciones') },
  { ...REVIEW, name: 'console-account', act: press(/Cuenta y preferencias/) },
  {
    ...REVIEW,
    name: 'console-sections',
    // On a desktop they are all in sight.
    act: async (page, device) => device === 'phone' && (await press('Secciones')(page)),
  },
  {
    ...REVIEW,
    name: 'console-shortcuts',
    act: async (page) => {
      await press(/Cuenta y preferencias/)(page);
      await page.getByRole('menuitem', { name: 'Atajos de teclado' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },

  { ...operator, name: 'console-dispatches', route: '/por-enviar', title: 'Por enviar' },
  {
    ...operator,
    name: 'console-dispatches-reopen',
    route: '/revision',
    at: ({ choosing }) => `/revision?solicitud=${choosing.request.id}&accion=reabrir`,
    title: /^Reabrir solicitud/,
  },

  { ...operator, name: 'worklist', route: '/grilla', title: 'Grilla' },
  { ...operator, name: 'worklist-menu', route: '/grilla', title: 'Grilla', act: press(/^Más acciones/) },
  {
    ...operator,
    name: 'worklist-calendar',
    route: '/grilla',
    at: () => '/grilla?periodo=dias',
    title: 'Grilla',
    act: press(/Calendario.*Desde|Desde/),
  },
  {
    ...action('turno', /^Asignar turno/),
    name: 'worklist-portal',
    act: (page) => page.getByLabel('Dónde se asigna').selectOption({ label: 'Ya lo asigné en el portal' }),
  },
  action('contacto', /^Indicar contacto/),
  action('resolver', /^Resolver solicitud/),
  action('foto', /^Pedir otra foto/),
  action('orden', /^Orden médica/),
  action('baja', /^Dar de baja/),
  {
    ...action('turno', /^Asignar turno/),
    act: async (page, device) => {
      // What was chosen on the first device is still there on the second.
      if (device === 'desktop') {
        await page.getByRole('combobox', { name: 'Agregar prestación' }).fill('rodilla');
        await page
          .getByRole('option', { name: /rodilla/i })
          .first()
          .click();
      }
      await expect(page.getByRole('dialog').getByRole('radio').first()).toBeVisible();
    },
  },

  {
    ...operator,
    name: 'patients',
    route: '/pacientes',
    title: 'Pacientes',
    act: (page) => page.getByLabel('Buscar paciente').fill('30111222'),
  },
  {
    ...operator,
    name: 'patients-alert',
    route: '/pacientes',
    at: ({ alert }) => `/pacientes?alerta=${alert}`,
    title: 'Atender la alerta',
  },
  { ...operator, name: 'to-move-none', route: '/turnos-a-mover', title: 'No hay turnos a mover' },
  { ...PATIENT, name: 'patient' },
  { ...PATIENT, name: 'patient-correct', act: press('Corregir datos') },
  { ...PATIENT, name: 'patient-care-plan', act: press('Nuevo tratamiento') },
  { ...PATIENT, name: 'patient-visit', act: press('Reservar visita') },
  { ...PATIENT, name: 'patient-care-plan-reassign', act: press('Cambiar profesional') },
  { ...PATIENT, name: 'patient-care-plan-cancel', act: press('Interrumpir') },
  { ...PATIENT, name: 'patient-form', act: press('Pedir formulario') },
  { ...PATIENT, name: 'patient-move', act: press(/^Mover/) },
  { ...PATIENT, name: 'patient-cancel', act: press('Cancelar turno') },
  { ...PATIENT, name: 'patient-explanation', act: press('Explicar recordatorio') },
  { ...PRESENT, name: 'patient-present' },
  { ...PRESENT, name: 'patient-visit-complete', act: press('Realizado') },
  { ...PRESENT, name: 'patient-care-plan-complete', act: press('Terminar') },

  { ...admin, name: 'admin-services', route: '/administracion/prestaciones', title: 'Prestaciones' },
  {
    ...admin,
    name: 'admin-service-new',
    route: '/administracion/prestaciones/nuevo',
    title: 'Nueva prestación',
  },
  {
    ...admin,
    name: 'admin-service',
    route: '/administracion/prestaciones/$id',
    at: ({ service }) => `/administracion/prestaciones/${service}`,
    title: /rodilla/i,
  },
  {
    ...operator,
    name: 'admin-not-yours',
    route: '/administracion/prestaciones',
    title: 'Esta parte es para administradores',
  },
  { ...admin, name: 'admin-circuits', route: '/administracion/circuitos', title: 'Circuitos' },
  adding('circuit', 'circuitos', 'Nuevo circuito'),
  editing('circuit', 'circuitos', 'Circuitos'),
  { ...admin, name: 'admin-coverage', route: '/administracion/cobertura', title: 'Cobertura' },
  adding('payer', 'cobertura', 'Nueva obra social o prepaga'),
  editing('payer', 'cobertura', 'Cobertura'),
  { ...PAYER, name: 'admin-payer' },
  { ...PAYER, name: 'admin-plan-edit', act: press(/^Editar (?!la regla)/) },
  { ...PAYER, name: 'admin-rule-edit', act: press(/^Editar la regla/) },
  {
    ...admin,
    name: 'admin-rule-new',
    route: '/administracion/cobertura/$id',
    at: ({ payer }) => `/administracion/cobertura/${payer}?editar=nuevo`,
    title: 'Nueva regla',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Prestación' }).fill('colangio');
      await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
    },
  },
  {
    ...admin,
    name: 'admin-plan-new',
    route: '/administracion/cobertura/$id',
    at: ({ payer }) => `/administracion/cobertura/${payer}?plan=nuevo`,
    title: 'Nuevo plan',
  },
  { ...admin, name: 'admin-agenda', route: '/administracion/agenda', title: 'Agenda' },
  adding('site', 'agenda', 'Nueva sede'),
  editing('site', 'agenda', 'Agenda'),
  {
    ...admin,
    name: 'admin-holiday',
    route: '/administracion/agenda',
    at: () => '/administracion/agenda?editar=feriado',
    title: 'Feriado',
  },
  { ...admin, name: 'admin-resource-new', route: '/administracion/agenda/nuevo', title: /^Nuevo/ },
  {
    ...admin,
    name: 'admin-resource',
    route: '/administracion/agenda/$id',
    at: ({ resource }) => `/administracion/agenda/${resource}`,
    title: 'Consultorio de cardiología',
  },
  {
    ...admin,
    name: 'admin-resource-calendar',
    route: '/administracion/agenda/$id',
    at: ({ resource }) => `/administracion/agenda/${resource}`,
    title: 'Días distintos',
    act: async (page) => {
      await page.getByRole('form', { name: 'Días distintos' }).getByRole('button').first().click();
      await expect(page.getByRole('grid')).toBeVisible();
    },
  },
  { ...admin, name: 'admin-users', route: '/administracion/usuarios', title: 'Usuarios' },
  adding('user', 'usuarios', 'Nuevo usuario'),
  editing('user', 'usuarios', 'Usuarios'),
  {
    ...admin,
    name: 'admin-user-reset',
    route: '/administracion/usuarios',
    title: 'Usuarios',
    act: async (page) => {
      await press(/^Editar/)(page);
      await press('Dar otra contraseña')(page);
    },
  },
  { ...admin, name: 'admin-reminders', route: '/administracion/recordatorios', title: 'Recordatorios' },
  { ...admin, name: 'admin-settings', route: '/administracion/ajustes', title: 'Ajustes de la clínica' },
  { ...admin, name: 'admin-keys', route: '/administracion/claves', title: 'Claves de API' },
  adding('key', 'claves', 'Nueva clave'),
  {
    ...admin,
    name: 'admin-key-revoked',
    route: '/administracion/claves',
    title: 'Claves de API',
    act: press(/^Revocar/),
  },
];
