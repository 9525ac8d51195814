import { staff } from './support/api.ts';
import { newPatient } from './support/journey.ts';
import { asNewPatient, fillSignUp, freshDocument, PHONE, signUp } from './support/patient.ts';
import { expect, PASSWORD, screenshots, test } from './support/test.ts';

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

test('a sign-in that is not filled in is not sent, and says what is missing', async ({ page }) => {
  await page.goto('/ingresar');
  let calls = 0;
  page.on('request', (request) => {
    if (request.postData()?.includes('SignInPatient')) calls += 1;
  });
  const password = page.getByLabel('Contraseña', { exact: true });
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByLabel('Número de documento')).toHaveAccessibleDescription(/Escribí el número/);
  await expect(password).toHaveAccessibleDescription('Escribí tu contraseña.');
  await screenshots(page, 'patient-sign-in-missing');
  await page.getByRole('alert').getByRole('link', { name: 'Escribí tu contraseña.' }).click();
  await expect(password).toBeFocused();
  expect(calls).toBe(0);
});

test('who has signed up does not come back to a page to sign in at', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Ingresar', exact: true }).click();
  await page.getByRole('link', { name: 'Crear mi cuenta' }).click();
  await fillSignUp(page, freshDocument());
  await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
  const orders = page.getByRole('heading', { name: 'Mis órdenes' });
  await expect(orders).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/ordenes$/);
  await expect(orders).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: '¿Tenés una orden médica?' })).toBeVisible();
  for (const address of ['/ingresar', '/registrarse']) {
    await page.goto(`${address}?volver=%2Fmis-datos`);
    await expect(page.getByRole('heading', { name: 'Mis datos' })).toBeVisible();
  }
});

test('who has no e-mail address is told so before an order, and may add one', async ({ page }) => {
  await signUp(page, freshDocument());
  await page.goto('/ordenes/nueva');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('No tenemos tu correo electrónico.');
  await screenshots(page, 'patient-confirm-contact-no-mail');
  await dialog.getByRole('button', { name: 'Agregar mi correo' }).click();
  const email = dialog.getByLabel('Correo electrónico');
  await expect(email).toBeFocused();
  await email.fill('norma@correo.example');
  await dialog.getByRole('button', { name: 'Seguir' }).click();
  await expect(dialog).toContainText('+54 9 11 5555-1234 y también por correo a norma@correo.example');
  await expect(dialog.getByText('No tenemos tu correo electrónico.')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Sí, es correcto' }).click();
  await expect(page.getByRole('button', { name: 'Tomar foto' })).toBeVisible();
});
