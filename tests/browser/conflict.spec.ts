import { staff } from './support/api.ts';
import { SMALL } from './support/files.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { addressOf, openRequest, picked, search } from './support/review.ts';
import type { Server } from './support/server.ts';
import { expect, look, type Page, screenshot, test, VIEWPORTS } from './support/test.ts';

/** An order for which an operator picked a service, and the colleague who is about to change it. */
async function pickOne(page: Page, server: Server) {
  const colleague = await staff(server, 'operador2@demo.example');
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await page.setViewportSize(VIEWPORTS.desktop);
  await openRequest(page, id);
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
  const confirmations: string[] = [];
  page.on('request', (request) => {
    if (request.postData()?.includes('mutation ConfirmDispatch')) confirmations.push(request.url());
  });
  return { id, confirmations, call: () => colleague.done('registerContact', { id, message: 'La llamé.' }) };
}

const told = (page: Page) => page.getByRole('alert').filter({ hasText: 'Cambió mientras la mirabas' });
const wayOn = (page: Page) => told(page).getByRole('button', { name: 'Entendido, seguir' });

test('who confirms what a colleague changed is told what it is, and goes on by keys alone', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const { id, confirmations, call } = await pickOne(page, server);
  await call();
  await expect(told(page)).toContainText('Se registró un contacto.');
  // What comes takes nobody away from what they do.
  await expect(search(page)).toBeFocused();
  for (let count = 0; count < 3; count += 1) {
    await page.keyboard.press('Control+Enter');
    await expect(wayOn(page)).toBeFocused();
  }
  expect(confirmations).toEqual([]);
  await look(page, 'console-review-changed', 'desktop');
  await look(page, 'console-review-changed', 'laptop');

  await page.keyboard.press('Enter');
  await expect(told(page)).toBeHidden();
  await expect(search(page)).toBeFocused();
  await expect(picked(page)).toHaveText(/rodilla/i);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('status').getByText(/Encolado para/)).toBeVisible();
  await expect(page).not.toHaveURL(addressOf(id));
  expect(confirmations).toHaveLength(1);
});

test('who is refused before the screen knows what changed is led there once it does', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const { confirmations, call } = await pickOne(page, server);
  // The colleague's call comes to the server just before the confirmation.
  await page.route('**/graphql', async (route) => {
    if (confirmations.length === 1 && route.request().postData()?.includes('mutation ConfirmDispatch')) {
      await call();
    }
    await route.continue();
  });
  await page.keyboard.press('Control+Enter');
  await expect(wayOn(page)).toBeFocused();
  await expect(told(page)).toContainText('Se registró un contacto.');
  // It is said once.
  await expect(page.getByText(/[Cc]ambió mientras la mirabas/)).toHaveCount(1);
  await screenshot(page, 'console-review-refused');
  await page.keyboard.press('Enter');
  await expect(search(page)).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('status').getByText(/Encolado para/)).toBeVisible();
  expect(confirmations).toHaveLength(2);
});
