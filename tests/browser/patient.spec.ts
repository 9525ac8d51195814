import { expect, expectNoSidewaysScroll, screenshots, signInAsOperator, test } from './support/test.ts';

test('a patient is found by their document, and shows all that was said to them', async ({ page }) => {
  test.slow();
  await signInAsOperator(page);
  await page.getByRole('link', { name: 'Pacientes' }).click();
  await page.getByLabel('Buscar paciente').fill('30111222');
  await expect(page.getByRole('listitem').filter({ hasText: '30.111.222' })).toHaveCount(1);
  // What names people stays out of the address.
  await expect(page).toHaveURL(/\/consola\/pacientes$/);
  await screenshots(page, 'patients');
  await expectNoSidewaysScroll(page);

  await page.getByRole('link', { name: /Sosa, Elena/ }).click();
  await expect(page.getByRole('heading', { name: 'Sosa, Elena' })).toBeVisible();
  await expect(page).not.toHaveURL(/30111222|sosa/i);
  const timeline = page.getByRole('region', { name: 'Todo lo que se le dijo' });
  await expect(timeline.getByText('Recordatorio de visita').first()).toBeVisible();
  await screenshots(page, 'patient');
  await expectNoSidewaysScroll(page);
});
