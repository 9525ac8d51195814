import { staff } from './support/api.ts';
import { SMALL } from './support/files.ts';
import { confirm, newPatient, submitOrder } from './support/journey.ts';
import { addressOf, openRequest, picked, search, takeOver } from './support/review.ts';
import type { Server } from './support/server.ts';
import { expect, expectAccessible, type Page, screenshot, test } from './support/test.ts';

/** An order for which an operator picked the service that a colleague is about to confirm it for. */
async function pickTheSame(page: Page, server: Server) {
  const colleague = await staff(server, 'operador2@demo.example');
  const request = await submitOrder(await newPatient(server), SMALL);
  await openRequest(page, request.id);
  await page.keyboard.type('ECO-ABD');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
  return { colleague, request };
}

test('two operators on one request: each sees the other, and one message leaves', async ({
  page,
  another,
  server,
}) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient, SMALL);
  await openRequest(page, id);
  const other = await another();
  await openRequest(other, id, 'operador2@demo.example');
  await expect(other.getByText(/Lucía Ferreyra está con esta solicitud/)).toBeVisible();
  await expectAccessible(other);

  // Not the colleague's to confirm; what was picked stays.
  await other.keyboard.type('hombro');
  await other.keyboard.press('Enter');
  await other.keyboard.press('Control+Enter');
  await expect(other.getByText('Otra persona está trabajando en esta solicitud.')).toBeVisible();
  await expect(picked(other)).toHaveCount(1);
  await other.getByRole('button', { name: 'Tomarla igual' }).click();
  await expect(page.getByText(/está con esta solicitud/)).toBeVisible();
  await page.getByRole('button', { name: 'Tomarla igual' }).click();

  await page.keyboard.press('/');
  await search(page).fill('rodilla');
  await search(page).press('Enter');
  await search(page).press('Control+Enter');
  await expect(page.getByText(/Encolado para/)).toBeVisible();
  await expect(other.getByText(/Lucía Ferreyra ya la confirmó mientras la mirabas/)).toBeVisible();
  await expect(other.getByText(/Prestaciones guardadas: .*rodilla/)).toBeVisible();
  await expect(picked(other)).toHaveText(/hombro/i);
  await screenshot(other, 'console-review-conflict');
  await expectAccessible(other);

  const messages = async () =>
    (await server.outbox()).filter(({ to }) => to.includes(patient.phone.slice(1))).length;
  await expect.poll(messages).toBe(1);
  await expect(other.getByText(/El mensaje ya salió/)).toBeVisible();
  expect(await messages()).toBe(1);
});

test('who picked the same as a colleague who was faster is told so, and corrects only on purpose', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const { colleague, request } = await pickTheSame(page, server);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (/mutation (Confirm|Amend)Dispatch/.test(request.postData() ?? '')) sent.push(request.url());
  });
  // Her claim has lapsed.
  await takeOver(colleague, request.id);
  await confirm(colleague, request);
  const told = page.getByRole('alert').filter({ hasText: /ya la confirmó mientras la mirabas/ });
  await expect(told).toContainText('Martín Aguirre');
  const dueAt = async () => {
    const query = 'query ($id: ID!) { assistanceRequest(id: $id) { dispatch { dueAt } } }';
    type Due = { assistanceRequest: { dispatch: { dueAt: string } } };
    return (await colleague.ask<Due>(query, { id: request.id })).assistanceRequest.dispatch.dueAt;
  };
  const before = await dueAt();
  await page.keyboard.press('Control+Enter');
  const next = told.getByRole('button', { name: 'Seguir con la próxima' });
  await expect(next).toBeFocused();
  await expectAccessible(page);
  await screenshot(page, 'console-review-taken');
  expect(sent).toEqual([]);

  await told.getByRole('button', { name: 'Corregirla igual' }).click();
  await expect(told).toBeHidden();
  await page.getByRole('button', { name: 'Guardar corrección' }).click();
  await expect(page.getByText(/Encolado para/)).toBeVisible();
  expect(sent).toHaveLength(1);
  expect(await dueAt()).not.toBe(before);
});

test('a colleague’s confirmation that the screen has not heard of is not taken for one’s own', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const { colleague, request } = await pickTheSame(page, server);
  // Just before hers comes to the server, his does.
  let isFaster = false;
  await page.route('**/graphql', async (route) => {
    if (!isFaster && route.request().postData()?.includes('mutation ConfirmDispatch')) {
      isFaster = true;
      await takeOver(colleague, request.id);
      await confirm(colleague, request);
    }
    await route.continue();
  });
  await page.keyboard.press('Control+Enter');
  const told = page.getByText(/Martín Aguirre ya la confirmó mientras la mirabas/);
  await expect(told).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Seguir con la próxima' })).toBeFocused();
  await expect(page.getByText(/Encolado para/)).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(addressOf(request.id));
});
