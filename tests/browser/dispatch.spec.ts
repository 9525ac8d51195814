import { staff } from './support/api.ts';
import { SMALL } from './support/files.ts';
import { confirm, newPatient, submitOrder } from './support/journey.ts';
import { addressOf, openRequest, picked, search } from './support/review.ts';
import type { Server } from './support/server.ts';
import { expect, signInAsOperator, test } from './support/test.ts';

/** An order of somebody new that was confirmed elsewhere; who it is about. */
async function confirmed(server: Server) {
  const [patient, operator] = await Promise.all([newPatient(server), staff(server)]);
  const request = await submitOrder(patient, SMALL);
  await confirm(operator, request, ['RM-ROD']);
  return { ...patient, requestId: request.id };
}

/** How many messages left for somebody. */
async function messages(server: Server, { phone }: { phone: string }): Promise<number> {
  return (await server.outbox()).filter(({ to }) => to.includes(phone.slice(1))).length;
}

const row = (name: string) => ({ hasText: name });

test('what waits counts down, is corrected, and is taken back', async ({ page, server, sendAfter }) => {
  await sendAfter(600);
  const { name } = await confirmed(server);
  await signInAsOperator(page, undefined, '/consola/por-enviar');
  const waiting = page.getByRole('listitem').filter(row(name));
  await expect(waiting.getByRole('timer')).toHaveText(/^(10:00|09:\d\d)$/);

  await waiting.getByRole('link', { name: /Corregir/ }).click();
  await expect(search(page)).toBeFocused();
  await expect(picked(page)).toHaveCount(1);
  await page.keyboard.press('Backspace');
  await page.keyboard.type('hombro');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/Encolado para/)).toBeVisible();
  await expect(waiting.getByText(/hombro/i)).toBeVisible();

  // Whoever clicks twice cancels once.
  await waiting.getByRole('button', { name: /Cancelar envío/ }).dblclick();
  await expect(page.getByText('Envío cancelado: la solicitud volvió a revisión.')).toBeVisible();
  await expect(waiting.getByText('Por revisar')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the countdown goes by the server, whatever the clock of this machine says', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const { name } = await confirmed(server);
  await page.clock.install({ time: Date.now() + 47 * 60_000 });
  await signInAsOperator(page, undefined, '/consola/por-enviar');
  const timer = page.getByRole('listitem').filter(row(name)).getByRole('timer');
  await expect(timer).toHaveText(/^(10:00|09:\d\d)$/);
  await expect(timer).toHaveText(/^09:\d\d$/);
});

test('one key takes the last one back; too late, and it says so', async ({ page, server, sendAfter }) => {
  await sendAfter(600);
  const { requestId } = await confirmed(server);
  await openRequest(page, requestId);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'Por enviar' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(page.getByText('Envío cancelado: la solicitud volvió a revisión.')).toBeVisible();

  await sendAfter(2);
  const late = await confirmed(server);
  const waiting = page.getByRole('listitem').filter(row(late.name));
  await expect(waiting).toBeVisible();
  await expect(waiting.getByText(/Enviado a las \d\d:\d\d/)).toBeVisible();
  await waiting.getByRole('link', { name: /Reabrir y corregir/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reabrir' }).click();
  await expect(search(page)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Confirmar envío' })).toBeVisible();
});

test('cancelled at the last moment, no message leaves', async ({ page, server, sendAfter }) => {
  await signInAsOperator(page, undefined, '/consola/por-enviar');
  await sendAfter(6);
  const patient = await confirmed(server);
  const waiting = page.getByRole('listitem').filter(row(patient.name));
  await expect(waiting.getByRole('timer')).toHaveText(/^00:0[1-3]$/);
  await waiting.getByRole('button', { name: /Cancelar envío/ }).click();
  await expect(page.getByText('Envío cancelado: la solicitud volvió a revisión.')).toBeVisible();
  // One that was due after it has left.
  const later = await confirmed(server);
  await expect.poll(() => messages(server, later)).toBe(1);
  expect(await messages(server, patient)).toBe(0);
});

test('cancelled a moment too late, it says that it was sent', async ({ page, server, sendAfter }) => {
  await signInAsOperator(page, undefined, '/consola/por-enviar');
  await sendAfter(6);
  const patient = await confirmed(server);
  const waiting = page.getByRole('listitem').filter(row(patient.name));
  // The press arrives when the message has left, as it does at the last moment.
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('CancelDispatch')) {
      await expect.poll(() => messages(server, patient)).toBe(1);
    }
    await route.continue();
  });
  await waiting.getByRole('button', { name: /Cancelar envío/ }).click();
  await expect(waiting.getByText('El mensaje ya salió.', { exact: false })).toBeVisible();
  expect(await messages(server, patient)).toBe(1);
});

test('an undo that failed can be pressed again, and names whose message it is', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const patient = await newPatient(server);
  const [first] = [await submitOrder(patient, SMALL), await submitOrder(patient, SMALL)];
  await openRequest(page, first.id);
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  const undo = page.getByRole('button', { name: 'Deshacer' });
  await expect(undo).toBeVisible();
  const strip = page.getByRole('paragraph').filter({ has: undo });
  await expect(strip).toContainText(patient.name);

  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('CancelDispatch')) await route.abort();
    else await route.continue();
  });
  await undo.click();
  await expect(page.getByText('No hay conexión con el servidor. Probá de nuevo.')).toBeVisible();
  await expect(undo).toBeVisible();
  await page.unroute('**/graphql');
  await undo.click();
  await expect(page.getByText('Envío cancelado: la solicitud volvió a revisión.')).toBeVisible();
  await expect(undo).toBeHidden();
  await expect(page).toHaveURL(addressOf(first.id));
});

test('the list says who confirmed', async ({ page, server, sendAfter }) => {
  await sendAfter(600);
  const patient = await confirmed(server);
  await signInAsOperator(page, 'operador2@demo.example', '/consola/por-enviar');
  await expect(page.getByRole('listitem').filter(row(patient.name))).toContainText('Confirmó Lucía Ferreyra');
  await expect(page.getByRole('link', { name: /Por enviar \(\d+\)/ })).toBeVisible();
});
