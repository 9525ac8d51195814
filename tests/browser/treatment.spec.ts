import { open, withVisits } from './support/journey.ts';
import { PHONE, slots } from './support/patient.ts';
import { expect, screenshots, test } from './support/test.ts';

test.use(PHONE);

test('visits of a treatment are seen, moved and cancelled', async ({ page, server }) => {
  const { link, person } = await withVisits(server);
  await open(page, link, person.digits);
  await expect(page.getByRole('heading', { name: 'Tu tratamiento' })).toBeVisible();
  await expect(page.getByText('Rehabilitación de hombro')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tu próxima visita (la número 1)' })).toBeVisible();

  // The one after it has a page of its own; it goes to another slot of the same practitioner.
  await page.getByRole('navigation', { name: 'Las visitas que siguen' }).getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Tu visita' })).toBeVisible();
  await page.getByRole('link', { name: 'Cambiar esta visita' }).click();
  await expect(page.getByRole('heading', { name: 'Cambiá tu visita' })).toBeVisible();
  await slots(page).nth(1).check();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByText('En lugar de')).toBeVisible();
  await page.getByRole('button', { name: 'Confirmar el cambio' }).click();
  await expect(page.getByText('¡Listo! Lo cambiamos.')).toBeVisible();

  await page.getByRole('button', { name: 'Cancelar esta visita' }).click();
  await page.getByRole('button', { name: 'Sí, cancelar la visita' }).click();
  await expect(page.getByText('Lo cancelamos.')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Las visitas que siguen' })).toBeHidden();

  // By what to be reminded, kept on the server.
  await page.getByRole('checkbox', { name: 'Quiero recordatorios por WhatsApp' }).uncheck();
  await expect(page.getByText('Guardamos cómo querés los recordatorios.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('checkbox', { name: 'Quiero recordatorios por WhatsApp' })).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Quiero recordatorios por e‑mail' })).toBeChecked();

  // The pages of requests lead here, and what is gone says so.
  await page.goto('/reservar');
  await expect(page).toHaveURL(/\/tratamiento$/);
  await page.goto('/tratamiento/nothing');
  await expect(page.getByText('Esa visita ya no está')).toBeVisible();
  await screenshots(page, 'treatment-gone');
});
