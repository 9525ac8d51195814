import { staff } from './support/api.ts';
import { Cable } from './support/cable.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import type { Server } from './support/server.ts';
import { expect, holdBack, PASSWORD, signInAsOperator, test } from './support/test.ts';

/** Every address of the console, and what its tab says. Those that end in `/` go on with an id. */
const ADDRESSES = {
  '/revision': 'Revisión',
  '/por-enviar': 'Por enviar',
  '/grilla': 'Grilla',
  '/pacientes': 'Pacientes',
  '/pacientes/': 'Paciente',
  '/turnos-a-mover': 'Turnos a mover',
  '/administracion/prestaciones': 'Prestaciones · Administración',
  '/administracion/prestaciones/nuevo': 'Prestaciones · Administración',
  '/administracion/prestaciones/': 'Prestaciones · Administración',
  '/administracion/circuitos': 'Circuitos · Administración',
  '/administracion/cobertura': 'Cobertura · Administración',
  '/administracion/cobertura/': 'Cobertura · Administración',
  '/administracion/agenda': 'Agenda · Administración',
  '/administracion/agenda/nuevo': 'Agenda · Administración',
  '/administracion/agenda/': 'Agenda · Administración',
  '/administracion/usuarios': 'Usuarios · Administración',
  '/administracion/recordatorios': 'Recordatorios · Administración',
  '/administracion/ajustes': 'Ajustes · Administración',
  '/administracion/claves': 'Claves de API · Administración',
  '/no-existe': 'Esta página no existe',
};

/** The ids that the addresses go on with. */
async function ids(server: Server) {
  const admin = await staff(server, 'admin@demo.example');
  type First = Record<'patients' | 'services' | 'payers' | 'resources', { nodes: [{ id: string }] }>;
  const { patients, services, payers, resources } = await admin.ask<First>(`{
    patients(search: "", first: 1) { nodes { id } }
    services(first: 1) { nodes { id } }
    payers(first: 1) { nodes { id } }
    resources(first: 1) { nodes { id } }
  }`);
  const id = ({ nodes }: { nodes: [{ id: string }] }) => encodeURIComponent(nodes[0].id);
  return {
    '/pacientes/': id(patients),
    '/administracion/prestaciones/': id(services),
    '/administracion/cobertura/': id(payers),
    '/administracion/agenda/': id(resources),
  } as Record<string, string>;
}

test('every screen has one heading of the first level, and a name in the tab that names nobody', async ({
  page,
  server,
}) => {
  test.slow();
  const known = await ids(server);
  await signInAsOperator(page, 'admin@demo.example');
  for (const [path, title] of Object.entries(ADDRESSES)) {
    await page.goto(`/consola${path}${known[path] ?? ''}`);
    await expect(page, path).toHaveTitle(`${title} · Clínica Demo`);
    await expect(page.locator('h1'), path).toHaveCount(1);
    await expect(page.locator('h1'), path).not.toHaveText('');
  }
});

test('a connection that is cut shows on every screen, and all is right when it is back', async ({
  browser,
  server,
}) => {
  test.setTimeout(180_000);
  const cable = await Cable.to(server.url);
  // Not watched: pictures come from the server itself, which is another host from behind a cable.
  const page = await browser.newPage({ baseURL: cable.url, locale: 'es-AR' });
  const patient = await newPatient(server, 'Cortada');
  await signInAsOperator(page, 'admin@demo.example');
  const banner = page.getByText(/Sin conexión.*Última actualización: \d\d:\d\d/);
  const cutAndMend = async (meanwhile: () => Promise<unknown> = async () => {}) => {
    const cutAt = Date.now();
    cable.cut();
    await expect(banner).toBeVisible();
    expect(Date.now() - cutAt, 'ms until the banner').toBeLessThan(5_000);
    await meanwhile();
    cable.mend();
    await expect(banner).toBeHidden();
  };

  const admin = await staff(server, 'admin@demo.example');
  await page.getByRole('link', { name: 'Administración' }).click();
  await page.getByRole('link', { name: 'Cobertura', exact: true }).click();
  await expect(page.getByRole('rowheader')).not.toHaveCount(0);
  await cutAndMend(() =>
    admin.done('createPayer', {
      name: 'Mutual del Corte',
      isSelfPay: false,
      idempotencyKey: 'mutual-del-corte',
    }),
  );
  await expect(page.getByRole('rowheader', { name: 'Mutual del Corte' })).toBeVisible();

  await page.getByRole('link', { name: 'Pacientes' }).click();
  await page.getByLabel('Buscar paciente').fill(patient.familyName);
  await page.getByRole('link', { name: `${patient.familyName}, Delia` }).click();
  await expect(page.getByText('Todavía no subió ninguna orden.')).toBeVisible();
  await cutAndMend(() => submitOrder(patient));
  await expect(page.getByRole('region', { name: 'Solicitudes' })).toContainText('Por revisar');

  await page.getByRole('link', { name: 'Grilla' }).click();
  await expect(page.getByRole('row', { name: 'Sosa, Elena' })).toBeVisible();
  await cutAndMend(async () => {
    // What is asked while nothing answers fails, and is asked again.
    await page.getByLabel('Buscar').fill(patient.familyName);
  });
  await expect(page.getByRole('row', { name: patient.familyName })).toBeVisible();

  await page.getByRole('link', { name: 'Por enviar' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Por enviar' })).toBeVisible();
  await cutAndMend();

  await page.close();
  await cable.remove();
});

test('who goes on before the queue has come is not called back to it', async ({ page }) => {
  const showQueue = await holdBack(page, '**/graphql', 'query Queue');
  const showGrid = await holdBack(page, '**/assets/Worklist-*.js');
  await signInAsOperator(page);
  await page.getByRole('link', { name: 'Grilla' }).click();
  await expect(page).toHaveURL(/grilla/);
  showQueue();
  await expect(page.locator('[data-request]').first()).toBeVisible();
  showGrid();
  await expect(page.getByRole('heading', { level: 1, name: 'Grilla' })).toBeVisible();
  await expect(page).toHaveURL(/grilla/);
});

test('who loses the session signs in, and is back with what was typed', async ({ page, context, server }) => {
  test.setTimeout(180_000);
  const admin = await staff(server, 'admin@demo.example');
  const patient = await newPatient(server, 'Perdida');
  const request = encodeURIComponent((await submitOrder(patient)).id);
  const { patients } = await admin.ask<{ patients: { nodes: [{ id: string }] } }>(
    'query ($search: String!) { patients(search: $search, first: 1) { nodes { id } } }',
    { search: patient.nationalId },
  );
  const forms: Record<string, [label: string, submit: string]> = {
    '/administracion/cobertura?editar=nuevo': ['Nombre', 'Crear'],
    '/administracion/agenda?editar=nuevo': ['Nombre', 'Crear'],
    '/administracion/circuitos?editar=nuevo': ['Nombre', 'Crear'],
    '/administracion/usuarios?editar=nuevo': ['Nombre y apellido', 'Crear'],
    '/administracion/claves?editar=nuevo': ['Para qué es', 'Crear'],
    [`/pacientes/${encodeURIComponent(patients.nodes[0].id)}?accion=contacto&sobre=${request}`]: [
      'Comentario del contacto',
      'Guardar contacto',
    ],
  };
  await signInAsOperator(page, 'admin@demo.example');
  for (const [path, [label, submit]] of Object.entries(forms)) {
    await page.goto(`/consola${path}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(label).fill('Lo que estaba escrito');
    await context.clearCookies();
    await dialog.getByRole('button', { name: submit }).click();
    await expect(page.getByRole('heading', { name: 'Ingresá a la consola' })).toBeVisible();
    await page.getByLabel('Correo electrónico').fill('admin@demo.example');
    await page.getByLabel('Contraseña').fill(PASSWORD);
    await page.getByRole('button', { name: 'Ingresar' }).click();
    await expect(dialog.getByLabel(label), path).toHaveValue('Lo que estaba escrito');
  }
});
