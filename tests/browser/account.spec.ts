import { asStaff } from './support/api.ts';
import { freshDocument, PHONE, signUp } from './support/patient.ts';
import { expect, expectNoSidewaysScroll, PASSWORD, screenshots, test } from './support/test.ts';

test.use(PHONE);
test.describe.configure({ timeout: 60_000 });

test('a password from the desk works once, and one of their own takes its place', async ({ page, server }, {
  workerIndex,
}) => {
  const nationalId = freshDocument(workerIndex);
  await signUp(page, nationalId);
  const ask = await asStaff(server.url);
  const { patients } = await ask<{ patients: { nodes: { id: string }[] } }>(
    'query ($search: String) { patients(search: $search) { nodes { id } } }',
    { search: nationalId },
  );
  const { resetPatientPassword } = await ask<{
    resetPatientPassword: { oneTimePassword: { password: string } };
  }>(
    `mutation ($input: ResetPatientPasswordInput!) {
      resetPatientPassword(input: $input) { oneTimePassword { password } userErrors { code } }
    }`,
    { input: { patientId: patients.nodes[0]?.id } },
  );
  await page.goto('/ordenes');
  await expect(page).toHaveURL(/ingresar\?volver=/);
  await page.getByLabel('Número de documento').fill(nationalId);
  await page.getByLabel('Contraseña', { exact: true }).fill(resetPatientPassword.oneTimePassword.password);
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await page.getByLabel('Contraseña nueva').fill('una contraseña mía');
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await expect(page.getByRole('heading', { name: 'Mis órdenes' })).toBeVisible();
});

test('own details can be corrected, the password changed, the session ended', async ({ page }, {
  workerIndex,
}) => {
  const nationalId = freshDocument(workerIndex);
  await signUp(page, nationalId);
  await page.getByRole('link', { name: 'Mis datos' }).click();
  await expect(page.getByText(nationalId)).toBeVisible();
  await page.getByLabel('Celular con WhatsApp').fill('15 4444');
  const save = page.getByRole('button', { name: 'Guardar', exact: true });
  await save.click();
  await expect(page.getByLabel('Celular con WhatsApp')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Celular con WhatsApp').fill('11 4444-5678');
  await save.click();
  await expect(page.getByText('Te vamos a escribir al +54 9 11 4444-5678.')).toBeVisible();
  await screenshots(page, 'patient-account');
  await expectNoSidewaysScroll(page);

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
