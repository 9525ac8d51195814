import { signedIn, staff } from './support/api.ts';
import { submitUploads } from './support/journey.ts';
import { fillSignUp, freshDocument, PHONE, signUp } from './support/patient.ts';
import { openRequest } from './support/review.ts';
import { expect, PASSWORD, type Page, screenshots, test, VIEWPORTS } from './support/test.ts';

test.use(PHONE);
test.setTimeout(120_000);

/** How old somebody who was born on 31 December of a year is now. */
function ageOf(year: number): number {
  const today = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10);
  return Number(today.slice(0, 4)) - year - (today.endsWith('12-31') ? 0 : 1);
}

const payer = (page: Page) => page.getByLabel('Obra social o prepaga');

test('what a patient tells when signing up is beside the order', async ({ page, another, server }) => {
  const nationalId = freshDocument();
  await page.goto('/registrarse');
  await page.getByLabel('Número de documento').fill(nationalId);
  await page.getByLabel('Nombre', { exact: true }).fill('Delfina');
  await page.getByLabel('Apellido').fill(`Edad${nationalId.slice(-4)}`);
  await page.getByLabel('Celular con WhatsApp').fill('11 5555-4321');
  await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
  await expect(page.getByLabel(/^Plan/)).toBeHidden();
  await payer(page).selectOption('OSDE');
  await page.getByLabel(/^Plan/).selectOption('310');
  // What is no day is said before anything is sent, and nothing that was typed is lost.
  await page.getByLabel('Fecha de nacimiento').fill('31 de febrero');
  await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
  await expect(page.getByRole('alert')).toContainText('Escribí el día, el mes y el año');
  await expect(page.getByLabel('Fecha de nacimiento')).toHaveAttribute('aria-invalid', 'true');
  await screenshots(page, 'patient-sign-up-details');
  // A day that is still to come the clinic refuses, in words beside the field.
  await page.getByLabel('Fecha de nacimiento').fill('31/12/2199');
  await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
  await expect(page.getByRole('alert')).toContainText('no puede ser futura');
  await page.getByLabel('Fecha de nacimiento').fill('31121956');
  await expect(payer(page)).toHaveValue(/./);
  await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
  await expect(page.getByRole('heading', { name: 'Mis órdenes' })).toBeVisible();
  const patient = await signedIn(server, 'signInPatient', { nationalId, password: PASSWORD });
  const request = await submitUploads(patient, [await patient.upload()]);

  const desk = await another({ viewport: VIEWPORTS.desktop });
  await openRequest(desk, request.id);
  const name = desk.getByRole('heading', { name: /^Edad\d+, Delfina/ });
  await expect(name).toContainText(`${ageOf(1956)} años (31/12/1956)`);
  await expect(desk.getByText('OSDE · 310')).toBeVisible();
  await screenshots(desk, 'console-review-age');

  // Live: what the patient puts right is on the operator's screen.
  await page.goto('/mis-datos');
  await expect(page.getByLabel('Fecha de nacimiento')).toHaveValue('31/12/1956');
  await page.getByLabel('Fecha de nacimiento').fill('31-12-1957');
  await payer(page).selectOption('Particular');
  await expect(page.getByLabel(/^Plan/)).toBeHidden();
  await page.getByRole('button', { name: 'Guardar mis datos' }).click();
  await expect(page.getByText('Listo: guardamos tus datos.')).toBeVisible();
  await screenshots(page, 'patient-account-details');
  await expect(name).toContainText(`${ageOf(1957)} años`);
  await expect(desk.getByRole('definition').filter({ hasText: 'Particular' })).toBeVisible();

  const operator = await staff(server);
  const { patients } = await operator.ask<{ patients: { nodes: { id: string }[] } }>(
    'query ($search: String) { patients(search: $search) { nodes { id } } }',
    { search: nationalId },
  );
  await desk.goto(`/consola/pacientes/${patients.nodes[0]?.id}`);
  await expect(name).toContainText(`${ageOf(1957)} años (31/12/1957)`);
  await screenshots(desk, 'console-patient-age');
});

test('all that has to be mended to sign up is told at once, and stays told until it is mended', async ({
  page,
}) => {
  await page.goto('/registrarse');
  await fillSignUp(page, freshDocument(), '0800 333 1234');
  await page.getByLabel('Apellido').fill(' ');
  await page.getByLabel('Fecha de nacimiento').fill('31/12/2199');
  await page.getByLabel('Contraseña', { exact: true }).fill('corta');
  const create = page.getByRole('button', { name: 'Crear mi cuenta' });
  await create.click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('listitem')).toContainText([
    'Escribí tu apellido',
    'no puede ser futura',
    'no es de un celular',
    'al menos 8 caracteres',
  ]);

  await page.getByLabel('Celular con WhatsApp').fill('11 5555-1234');
  await page.getByLabel('Fecha de nacimiento').fill('31 de febrero');
  await create.click();
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('listitem')).toContainText([
    'Escribí tu apellido',
    'Escribí el día, el mes y el año',
    'al menos 8 caracteres',
  ]);
  await screenshots(page, 'patient-sign-up-all');

  await page.getByLabel('Apellido').fill('Ledesma');
  await page.getByLabel('Fecha de nacimiento').fill('');
  await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
  await create.click();
  await expect(page.getByRole('heading', { name: 'Mis órdenes' })).toBeVisible();
});

test('what the clinic refused of a new account stays told over a lost connection, while it is the same', async ({
  page,
  context,
}) => {
  await page.goto('/registrarse');
  await fillSignUp(page, 'AAB123456', '0800 333 1234');
  const create = page.getByRole('button', { name: 'Crear mi cuenta' });
  await create.click();
  const told = page.getByRole('alert').getByRole('listitem');
  await expect(told).toContainText([/documento|DNI/, 'no es de un celular']);
  await context.setOffline(true);
  await page.getByLabel('Nombre', { exact: true }).fill('Norma Inés');
  await create.click();
  await expect(told).toContainText(['No hay conexión', /documento|DNI/, 'no es de un celular']);
  await screenshots(page, 'patient-sign-up-offline');
  // It is the number of another document now.
  await page.getByLabel('Tipo de documento').selectOption('Pasaporte');
  await create.click();
  await expect(told).toHaveCount(2);
  await expect(told).toContainText(['No hay conexión', 'no es de un celular']);
  await context.setOffline(false);
  await create.click();
  await expect(told).toHaveCount(1);
  await expect(told).toContainText('no es de un celular');
});

test('who does not know their health insurance goes on without', async ({ page }) => {
  await signUp(page, freshDocument());
  await page.goto('/mis-datos');
  await expect(page.getByLabel('Fecha de nacimiento')).toHaveValue('');
  await expect(payer(page).locator('option:checked')).toHaveText('No sé / no la encuentro');
  await payer(page).selectOption('OSDE');
  await expect(page.getByLabel(/^Plan/).locator('option:checked')).toHaveText('No sé / no lo encuentro');
  await page.getByRole('button', { name: 'Guardar mis datos' }).click();
  await expect(page.getByText('Listo: guardamos tus datos.')).toBeVisible();
  await page.reload();
  await expect(payer(page).locator('option:checked')).toHaveText('OSDE');
});
