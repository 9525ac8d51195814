import { asStaff } from './support/api.ts';
import { expect, expectNoSidewaysScroll, screenshots, signInAsOperator, test } from './support/test.ts';
import { SMALL, Uploader } from './support/uploader.ts';

/** Confirms a request by the API, with a delay of this many seconds; returns who it is about. */
async function confirmed(url: string, dispatchDelaySeconds: number) {
  const admin = await asStaff(url, 'admin@demo.example');
  await admin(
    `mutation ($input: UpdateClinicSettingsInput!) {
      updateClinicSettings(input: $input) { userErrors { code } }
    }`,
    { input: { dispatchDelaySeconds } },
  );
  const patient = await Uploader.signUp(url);
  const id = await patient.upload(SMALL);
  const operator = await asStaff(url);
  const { services } = await operator<{ services: { nodes: { id: string }[] } }>(
    '{ services(search: "rodilla", first: 1) { nodes { id } } }',
  );
  await operator(
    `mutation ($input: ConfirmDispatchInput!) {
      confirmDispatch(input: $input) { userErrors { code message } }
    }`,
    { input: { id, version: 1, serviceIds: services.nodes.map(({ id }) => id), idempotencyKey: id } },
  );
  return { id, name: patient.name };
}

const row = (name: string) => ({ hasText: name });

test('what waits counts down, is corrected, and is taken back', async ({ page, server }) => {
  test.slow();
  const { name } = await confirmed(server.url, 600);
  await signInAsOperator(page);
  await page.getByRole('link', { name: 'Por enviar' }).click();
  const waiting = page.getByRole('listitem').filter(row(name));
  await expect(waiting.getByRole('timer')).toHaveText(/^(10:00|09:\d\d)$/);
  await screenshots(page, 'console-dispatches');
  await expectNoSidewaysScroll(page);

  await waiting.getByRole('link', { name: /Corregir/ }).click();
  const search = page.getByRole('combobox', { name: 'Estudios que pide la orden' });
  await expect(search).toBeFocused();
  await expect(page.getByRole('list', { name: 'Estudios elegidos' }).getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('Backspace');
  await page.keyboard.type('hombro');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/Encolado para/)).toBeVisible();
  await expect(waiting.getByText(/hombro/i)).toBeVisible();

  await waiting.getByRole('button', { name: /Cancelar envío/ }).click();
  await expect(page.getByText('Envío cancelado: la solicitud volvió a revisión.')).toBeVisible();
  await expect(waiting.getByText('Por revisar')).toBeVisible();
});

test('one key takes the last one back; too late, and it says so', async ({ page, server }) => {
  const { id } = await confirmed(server.url, 600);
  await signInAsOperator(page);
  await page.goto(`/consola/revision?solicitud=${encodeURIComponent(id)}`);
  const search = page.getByRole('combobox', { name: 'Estudios que pide la orden' });
  await expect(search).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'Por enviar' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(page.getByText('Envío cancelado: la solicitud volvió a revisión.')).toBeVisible();

  const late = await confirmed(server.url, 2);
  const waiting = page.getByRole('listitem').filter(row(late.name));
  await expect(waiting).toBeVisible();
  await expect(waiting.getByText(/Enviado a las \d\d:\d\d/)).toBeVisible();
  await waiting.getByRole('link', { name: /Reabrir y corregir/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reabrir' }).click();
  await expect(search).toBeVisible();
  await expect(page.getByRole('button', { name: 'Confirmar envío' })).toBeVisible();
});

test('cancelled a moment too late, it says that it was sent', async ({ page, server }) => {
  await signInAsOperator(page);
  await page.getByRole('link', { name: 'Por enviar' }).click();
  const { name } = await confirmed(server.url, 2);
  const waiting = page.getByRole('listitem').filter(row(name));
  const cancel = waiting.getByRole('button', { name: /Cancelar envío/ });
  await expect(cancel).toBeVisible();
  const messages = async () => (await server.outbox()).length;
  const before = await messages();
  // The press arrives when the message has left, as it does at the last moment.
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('CancelDispatch')) {
      await expect.poll(messages).toBe(before + 1);
    }
    await route.continue();
  });
  await cancel.click();
  await expect(waiting.getByText('El mensaje ya salió.', { exact: false })).toBeVisible();
});
