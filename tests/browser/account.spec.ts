import { staff } from './support/api.ts';
import { newPatient } from './support/journey.ts';
import { asNewPatient, PHONE } from './support/patient.ts';
import { expect, PASSWORD, test } from './support/test.ts';

test.use(PHONE);

test('a password from the desk works once, and one of their own takes its place', async ({
  page,
  server,
}) => {
  const { id, nationalId } = await newPatient(server);
  const { oneTimePassword } = await (await staff(server)).done<{ oneTimePassword: { password: string } }>(
    'resetPatientPassword',
    { patientId: id },
    'oneTimePassword { password }',
  );
  await page.goto('/ordenes');
  await expect(page).toHaveURL(/ingresar\?volver=/);
  await page.getByLabel('Número de documento').fill(nationalId);
  await page.getByLabel('Contraseña', { exact: true }).fill(oneTimePassword.password);
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await page.getByLabel('Contraseña nueva').fill('una contraseña mía');
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await expect(page.getByRole('heading', { name: 'Mis órdenes' })).toBeVisible();
});

test('own details can be corrected, the password changed, the session ended', async ({ page, server }) => {
  const { nationalId } = await asNewPatient(page, server);
  await page.goto('/');
  await page.getByRole('link', { name: 'Mis datos' }).click();
  await expect(page.getByText(nationalId)).toBeVisible();
  await page.getByLabel('Celular con WhatsApp').fill('15 4444');
  const save = page.getByRole('button', { name: 'Guardar', exact: true });
  await save.click();
  await expect(page.getByLabel('Celular con WhatsApp')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Celular con WhatsApp').fill('11 4444-5678');
  await save.click();
  await expect(page.getByText('Te vamos a escribir al +54 9 11 4444-5678.')).toBeVisible();

  await page.getByLabel('Contraseña actual').fill(PASSWORD);
  await page.getByLabel('Contraseña nueva').fill('otra contraseña');
  await page.getByRole('button', { name: 'Cambiar la contraseña' }).click();
  await expect(page.getByText('Listo: tu contraseña cambió.')).toBeVisible();
  await page.getByRole('button', { name: 'Cerrar sesión' }).click();
  await expect(page.getByRole('link', { name: 'Ingresar', exact: true })).toBeVisible();
  await page.goto('/mis-datos');
  await page.getByLabel('Número de documento').fill(nationalId);
  await page.getByLabel('Contraseña', { exact: true }).fill('otra contraseña');
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await expect(page.getByRole('heading', { name: 'Mis datos' })).toBeVisible();
});
