import { SMALL } from './support/files.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { addressOf, openRequest, picked, row, search } from './support/review.ts';
import { expect, screenshot, test, VIEWPORTS } from './support/test.ts';

test('a key opens what is done with a request at its first field, with the services that were picked', async ({
  page,
  server,
}) => {
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await page.setViewportSize(VIEWPORTS.desktop);
  await openRequest(page, id);
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
  const dialog = page.getByRole('dialog');
  const press = async (key: string) => {
    await row(page, id).focus();
    await page.keyboard.press(key);
    await expect(dialog).toBeVisible();
  };
  await press('r');
  await expect(dialog.getByLabel('Cómo terminó')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await press('c');
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await press('t');
  await expect(dialog.getByRole('combobox', { name: 'Agregar prestación' })).toBeFocused();
  await expect(picked(dialog)).toHaveText(/rodilla/i);
  await expect(dialog.getByRole('radio').first()).toBeVisible();
  await screenshot(page, 'console-review-assign');
  await dialog.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Turno asignado para el/)).toBeVisible();
  await expect(page).not.toHaveURL(addressOf(id));
  await expect(search(page)).toBeVisible();
});
