import { staff } from './support/api.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { asNewPatient, PHONE } from './support/patient.ts';
import { expect, PASSWORD, type Page, signInAsOperator, test } from './support/test.ts';

/** What a page says of itself when it sends a mutation. */
async function saidWith(page: Page, mutation: string) {
  const request = await page.waitForRequest((request) => Boolean(request.postData()?.includes(mutation)));
  return request.headers()['asistencia-viewer'];
}

/** Signs a member of staff in by the page. */
async function signIn(page: Page, email: string) {
  await page.getByLabel('Correo electrónico').fill(email);
  await page.getByLabel('Contraseña').fill(PASSWORD);
  await page.getByRole('button', { name: 'Ingresar' }).click();
}

test.describe('two patients', () => {
  test.use(PHONE);

  test('in two tabs are never taken for one another', async ({ page, context, server }) => {
    const other = await context.newPage();
    await other.goto('/ingresar');
    await expect(other.getByRole('heading', { name: 'Ingresá' })).toBeVisible();
    const ana = await asNewPatient(page, server);
    const beto = await newPatient(server);
    await page.goto('/mis-datos');
    const phone = page.getByLabel('Celular con WhatsApp');
    await phone.fill('11 4444-5678');
    const said = saidWith(page, 'mutation');
    await page.getByRole('button', { name: 'Guardar', exact: true }).click();
    expect(await said).toBe(ana.id);
    await phone.fill('11 4444-9999');

    await other.getByLabel('Número de documento').fill(beto.nationalId);
    await other.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
    await other.getByRole('button', { name: 'Ingresar' }).click();
    await expect(other.getByRole('heading', { name: 'Mis órdenes' })).toBeVisible();

    await expect(page.getByText(beto.nationalId)).toBeVisible();
    await expect(page.getByText(ana.nationalId)).toHaveCount(0);
    await expect(phone).not.toHaveValue(/4444/);

    await other.goto('/mis-datos');
    await other.getByRole('button', { name: 'Cerrar sesión' }).click();
    await expect(page.getByRole('heading', { name: 'Ingresá' })).toBeVisible();
  });
});

test('who signs in in another tab is who the console is shown to in all', async ({ page, context }) => {
  const other = await context.newPage();
  await other.goto('/consola/ingresar');
  await expect(other.getByLabel('Correo electrónico')).toBeVisible();
  await signInAsOperator(page, 'operadora@demo.example', '/consola/grilla');
  await signIn(other, 'operador2@demo.example');
  await expect(other.getByRole('button', { name: /Martín Aguirre/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /Martín Aguirre/ })).toBeVisible();
  await expect(page).toHaveURL(/consola\/grilla$/);
});

test('a colleague does not find what somebody else had begun', async ({ page, context, server }) => {
  const admin = await staff(server, 'admin@demo.example');
  const patient = await newPatient(server);
  const request = encodeURIComponent((await submitOrder(patient)).id);
  const { patients } = await admin.ask<{ patients: { nodes: [{ id: string }] } }>(
    'query ($search: String!) { patients(search: $search, first: 1) { nodes { id } } }',
    { search: patient.nationalId },
  );
  const path = `/consola/pacientes/${encodeURIComponent(patients.nodes[0].id)}?accion=contacto&sobre=${request}`;
  await signInAsOperator(page, 'operadora@demo.example', path);
  const comment = page.getByRole('dialog').getByLabel('Comentario del contacto');
  await comment.fill('Lo que le dijo a Lucía');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Guardar contacto' }).click();
  await expect(page.getByRole('heading', { name: 'Ingresá a la consola' })).toBeVisible();
  await signIn(page, 'operador2@demo.example');
  await expect(comment).toHaveValue('');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('Lucía');
});
