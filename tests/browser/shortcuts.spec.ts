import { newPatient, submitOrder } from './support/journey.ts';
import { openRequest, search } from './support/review.ts';
import { expect, type Page, signInAsOperator, test } from './support/test.ts';

/** Presses keys that would act on the list, and checks that they do not. */
async function expectInert(page: Page) {
  const address = page.url();
  for (const key of ['j', 'r', 't', 'c', 'z', '?']) await page.keyboard.press(key);
  await expect(page).toHaveURL(address);
  await expect(page.getByRole('heading', { name: 'Atajos de teclado' })).toBeHidden();
}

test('the keys of the grid act where nothing else wants them', async ({ page, server }) => {
  for (const name of ['Atajada', 'Otra']) await submitOrder(await newPatient(server, name));
  await signInAsOperator(page, undefined, '/consola/grilla');
  const row = page.getByRole('row', { name: 'Atajada' });
  const searchbox = page.getByRole('searchbox');
  await page.getByRole('heading', { name: 'Grilla' }).click();
  await page.keyboard.press('/');
  await expect(searchbox).toBeFocused();
  await page.keyboard.type('atajada');
  await expect(page.getByText('Una solicitud')).toBeVisible();
  await expectInert(page);
  await searchbox.fill('atajada');
  await expect(page.getByText('Una solicitud')).toBeVisible();

  // A list to choose from.
  const select = page.getByRole('combobox').first();
  await select.focus();
  await expectInert(page);

  // A day to pick.
  await select.selectOption('dias');
  await page
    .getByRole('button', { name: /Calendario.*Desde|Desde/ })
    .first()
    .click();
  await expect(page.getByRole('grid')).toBeVisible();
  await expectInert(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid')).toBeHidden();
  await select.selectOption('todo');

  await page.getByRole('heading', { name: 'Grilla' }).click();
  await page.keyboard.press('j');
  await expect(row).toHaveAttribute('aria-current', 'true');

  // A menu.
  await page.getByRole('button', { name: /^Más acciones/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectInert(page);
  await page.keyboard.press('Escape');

  // A dialog, also where nothing in it has the focus.
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog', { name: /^Resolver/ });
  await dialog.getByRole('heading').click();
  await expectInert(page);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await expectInert(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // What another filter hides is not acted on.
  await page.keyboard.press('/');
  await searchbox.fill('otra');
  await expect(page.getByRole('row', { name: 'Otra' })).toBeVisible();
  await expect(row).toBeHidden();
  await page.getByRole('heading', { name: 'Grilla' }).click();
  await page.keyboard.press('r');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the keys of the review leave the search alone, and can be switched off', async ({ page, server }) => {
  const { id } = await submitOrder(await newPatient(server, 'Revisada'));
  await openRequest(page, id);
  await search(page).fill('rodilla');
  await expect(page.getByRole('option').first()).toBeVisible();
  await expectInert(page);
  await search(page).fill('');
  await page.keyboard.press('Escape');
  await expect(search(page)).not.toBeFocused();

  await page.getByRole('button', { name: 'Acciones' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectInert(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();

  await page.keyboard.press('c');
  await expect(page.getByRole('dialog', { name: /^Indicar contacto/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('?');
  await page.getByLabel('Usar los atajos de una sola letra').click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expectInert(page);
});
