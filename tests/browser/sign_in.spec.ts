import { expect, PASSWORD, screenshots, signInAsOperator, test } from './support/test.ts';

test('an operator signs in, and comes back to where they wanted to go', async ({ page }) => {
  await page.goto('/consola/grilla');
  await expect(page.getByRole('heading', { name: 'Ingresá a la consola' })).toBeVisible();

  await page.getByLabel('Correo electrónico').fill('operadora@demo.example');
  await page.getByLabel('Contraseña').fill('wrong password');
  await page.getByLabel('Contraseña').press('Enter');
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await screenshots(page, 'console-sign-in-refused');

  await page.getByLabel('Contraseña').fill(PASSWORD);
  await page.getByLabel('Contraseña').press('Enter');
  await expect(page.getByRole('heading', { name: 'Grilla' })).toBeVisible();
  await expect(page).toHaveURL(/\/consola\/grilla$/);
});

test('a form that is not filled in is not sent, and leads to what is missing', async ({ page }) => {
  await page.goto('/consola/ingresar');
  let calls = 0;
  page.on('request', (request) => {
    if (request.postData()?.includes('mutation SignIn')) calls += 1;
  });
  const email = page.getByLabel('Correo electrónico');
  const password = page.getByLabel('Contraseña');
  await password.press('Enter');
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription('Escribí tu correo electrónico.');
  await expect(password).toHaveAccessibleDescription('Escribí tu contraseña.');
  await screenshots(page, 'console-sign-in-missing');
  await email.fill('operadora@demo.example');
  await email.press('Enter');
  await expect(password).toBeFocused();
  await expect(email).toHaveAccessibleDescription('');
  expect(calls).toBe(0);
});

test('who is signed in is led past the page to sign in at', async ({ page }) => {
  await signInAsOperator(page, undefined, '/consola/por-enviar');
  await page.goto('/consola/ingresar');
  await expect(page).toHaveURL(/\/consola\/revision/);
  await page.goto('/consola/ingresar?volver=%2Fconsola%2Fgrilla');
  await expect(page.getByRole('heading', { level: 1, name: 'Grilla' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/consola\/revision/);
});

test('preferences are kept, and signing out ends the session', async ({ page }) => {
  await signInAsOperator(page);
  await page.getByRole('button', { name: /Cuenta y preferencias/ }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await expect(page.getByRole('region', { name: 'Orders to review' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Orders to review' })).toBeVisible();

  await page.getByRole('button', { name: /Account and preferences/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to the console' })).toBeVisible();
  await expect(page).toHaveURL(/\/consola\/ingresar$/);
  await page.goto('/consola/revision');
  await expect(page.getByRole('heading', { name: 'Sign in to the console' })).toBeVisible();
});

test('a lost session leads to sign in, and back to the same place', async ({ page, context }) => {
  await signInAsOperator(page, undefined, '/consola/por-enviar');
  await context.clearCookies();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Ingresá a la consola' })).toBeVisible();
  await expect(page).toHaveURL(/volver=/);
});
