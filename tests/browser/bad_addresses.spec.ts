import { newPatient, submitOrder } from './support/journey.ts';
import { expect, type Page, signInAsOperator, test } from './support/test.ts';

/** Opens an address of the console that somebody mistyped or made up; answers its screen's heading. */
async function open(page: Page, address: string) {
  await page.goto(`/consola${address}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
  await page.waitForLoadState('networkidle');
  await expect(page.getByText('Esta pantalla falló')).toHaveCount(0);
}

const dialog = (page: Page) => page.getByRole('dialog');

test('an operator’s screens leave out what they do not know in an address', async ({ page, server }) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient);
  await signInAsOperator(page);
  const request = encodeURIComponent(id);
  for (const bad of [
    `/revision?solicitud=${request}&accion=zzz`,
    `/revision?solicitud=${request}&accion=constructor&x=1`,
    '/grilla?accion=zzz&periodo=siglo&estado=%5B1%5D&orden=x&sentido=7&desde=ayer&hasta=2026-02-30',
    '/por-enviar?accion=7',
    '/turnos-a-mover?accion=7',
    `/pacientes/${encodeURIComponent(patient.id)}?accion=zzz&sobre=%7B%7D`,
    '/pacientes?alerta=%5B1%5D',
  ]) {
    await open(page, bad);
    await expect(dialog(page)).toHaveCount(0);
    await expect(page).not.toHaveURL(/zzz|siglo/);
  }
  await open(page, `/revision?solicitud=${request}&accion=zzz`);
  await expect(page.getByRole('heading', { name: patient.name })).toBeVisible();
});

test('an administrator’s screens leave out what they do not know in an address', async ({ page }) => {
  await signInAsOperator(page, 'admin@demo.example');
  for (const bad of [
    '/prestaciones?buscar=%5B1%5D&bajas=quizas',
    '/circuitos?editar=%5B1%5D',
    '/cobertura?editar=7',
    '/agenda?editar=%7B%7D&bajas=1',
    '/usuarios?editar=%5B%5D',
    '/claves?editar=%5B%5D',
    '/recordatorios?editar=7',
    '/ajustes?editar=7',
  ]) {
    await open(page, `/administracion${bad}`);
    await expect(dialog(page)).toHaveCount(0);
  }
});

for (const back of [
  'https://evil.example/',
  '//evil.example/',
  'javascript:alert(1)',
  '/consola/../j/abc',
  '/j/abc',
]) {
  test(`signing in leads into the console, whatever the link says: ${back}`, async ({ page }) => {
    await signInAsOperator(page);
    await page.goto(`/consola/ingresar?volver=${encodeURIComponent(back)}`);
    await expect(page).toHaveURL(/\/consola\/revision/);
    await expect(page.getByRole('combobox', { name: 'Prestaciones que pide la orden' })).toBeVisible();
  });
}

test('signing in leads to a screen that leaves out what it does not know', async ({ page, server }) => {
  const { id } = await submitOrder(await newPatient(server));
  await signInAsOperator(page);
  const back = `/consola/revision?solicitud=${encodeURIComponent(id)}&accion=zzz`;
  await page.goto(`/consola/ingresar?volver=${encodeURIComponent(back)}`);
  await expect(page.getByRole('combobox', { name: 'Prestaciones que pide la orden' })).toBeVisible();
  await expect(dialog(page)).toHaveCount(0);
});

test('who opens an alert that does not exist is told so at once', async ({ page }) => {
  await signInAsOperator(page, undefined, '/consola/pacientes?alerta=garbage');
  await expect(dialog(page)).toContainText('No hay una alerta así por atender');
  await expect(dialog(page).getByRole('textbox')).toHaveCount(0);
  await dialog(page).getByRole('button', { name: 'Cerrar' }).click();
  await expect(page).toHaveURL(/\/consola\/pacientes$/);
});
