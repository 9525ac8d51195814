import { readFile } from 'node:fs/promises';
import { staff } from './support/api.ts';
import { orderPhoto } from './support/files.ts';
import { linkTo } from './support/journey.ts';
import { choose, fillSignUp, freshDocument, PHONE, slots } from './support/patient.ts';
import { picked, search } from './support/review.ts';
import { expect, screenshot, signInAsOperator, test, VIEWPORTS } from './support/test.ts';

test.use(PHONE);

/** What a booked request shows of its order. */
interface Booked {
  order: { id: string };
  appointment: { order: { id: string; attachments: unknown[] }; services: unknown[] };
}

test('a photo of an order becomes a booked appointment', async ({
  page: phone,
  another,
  server,
  sendAfter,
}) => {
  const nationalId = freshDocument();
  const mobilePhone = '+54 9 11 5555-4321';
  // Time enough to correct what was confirmed.
  await sendAfter(900);

  const desk = await another({ viewport: VIEWPORTS.desktop });

  await test.step('an operator has the queue before her', async () => {
    await signInAsOperator(desk);
    await expect(search(desk)).toBeFocused();
  });

  await test.step('a patient makes an account, and confirms where the clinic can write to', async () => {
    await phone.goto('/');
    await phone.getByRole('link', { name: 'Subir orden' }).tap();
    await phone.getByRole('link', { name: 'Crear mi cuenta' }).tap();
    await fillSignUp(phone, nationalId, '11 15 5555-4321');
    await phone.getByRole('button', { name: 'Crear mi cuenta' }).tap();
    const dialog = phone.getByRole('dialog');
    await expect(dialog).toContainText(mobilePhone);
    await dialog.getByRole('button', { name: 'Sí, es correcto' }).tap();
  });

  await test.step('she takes a photo of her order and sends it', async () => {
    await choose(phone, orderPhoto('01-rodilla.jpg'), 'Tomar foto');
    await expect(phone.getByRole('heading', { name: '¿Se lee bien?' })).toBeVisible();
    await phone.getByRole('button', { name: 'Sí, se lee bien' }).tap();
    await phone.getByRole('button', { name: 'Enviar mi orden' }).tap();
    await expect(phone.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeVisible();
  });

  await test.step('the operator sees it arrive, while she looks at another', async () => {
    await expect(desk.locator('[data-request]').filter({ hasText: 'Ledesma, Norma' })).toBeVisible();
    await expect(search(desk)).toBeFocused();
    await desk.getByRole('button', { name: '1 nueva' }).press('Enter');
    await desk.keyboard.press('Enter');
    await expect(desk.getByRole('heading', { level: 2, name: 'Ledesma, Norma' })).toBeVisible();
    await expect(desk.getByRole('img', { name: /Orden médica/ })).toBeVisible();
  });

  await test.step('by keyboard she picks a service, the wrong one, and confirms', async () => {
    await desk.keyboard.press('/');
    await expect(search(desk)).toBeFocused();
    await desk.keyboard.type('rmn hombro');
    await desk.keyboard.press('Enter');
    await desk.keyboard.press('Control+Enter');
    await expect(desk.getByRole('status').getByText(/Encolado para \d\d:\d\d/)).toBeVisible();
  });

  const waiting = desk.getByRole('listitem').filter({ hasText: 'Ledesma, Norma' });
  await test.step('she notices while it waits to be sent, and puts it right', async () => {
    await desk.getByRole('link', { name: 'Por enviar' }).press('Enter');
    await expect(waiting.getByText(/hombro/i)).toBeVisible();
    await expect(waiting.getByRole('timer')).toHaveText(/^1[45]:\d\d$/);
    await waiting.getByRole('link', { name: /Corregir/ }).press('Enter');
    await expect(search(desk)).toBeFocused();
    await desk.keyboard.press('Backspace');
    await expect(picked(desk)).toHaveCount(0);
    await desk.keyboard.type('rmn rodilla');
    await desk.keyboard.press('Enter');
    await expect(picked(desk)).toHaveText(/rodilla/i);
    // The clinic's fifteen minutes are two seconds from here on.
    await sendAfter(2);
    await desk.keyboard.press('Control+Enter');
    await expect(waiting.getByText(/rodilla/i)).toBeVisible();
  });

  const link = await test.step('the time runs out, and one message leaves', async () => {
    await expect(waiting.getByText(/Enviado a las \d\d:\d\d/)).toBeVisible();
    const link = await linkTo(server, '5491155554321');
    const messages = (await server.outbox()).filter(({ to }) => to.includes('5491155554321'));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ channel: 'whatsapp' });
    expect(JSON.stringify(messages[0])).not.toMatch(/rodilla|hombro|resonancia/i);
    return link;
  });

  const row = desk.getByRole('row', { name: 'Ledesma, Norma' });
  await test.step('the operator follows it in the grid', async () => {
    await desk.getByRole('link', { name: 'Grilla' }).press('Enter');
    await desk.getByLabel('Buscar').fill('Ledesma, Norma');
    await expect(desk.getByText('Una solicitud')).toBeVisible();
    await expect(row).toContainText('Enviada');
  });

  await test.step('the patient opens its link, and books', async () => {
    await phone.goto(link);
    await expect(phone.getByText(/Norma|rodilla/)).toHaveCount(0);
    await phone.getByLabel('Últimos 4 números del documento').fill(nationalId.slice(-4));
    await phone.getByRole('button', { name: 'Continuar' }).tap();
    await expect(phone.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
    await expect(phone.getByText(/Resonancia.*rodilla/i).first()).toBeVisible();
    await slots(phone).first().check();
    await phone.getByRole('button', { name: 'Continuar' }).tap();
    await expect(phone.getByRole('heading', { name: 'Revisá y confirmá' })).toBeVisible();
    await phone.getByRole('button', { name: 'Confirmar turno' }).tap();
    await expect(phone.getByText('Tu turno está reservado')).toBeVisible();
    await expect(phone.getByText('Tu orden ya está con el turno')).toBeVisible();
  });

  await test.step('and has it in her calendar', async () => {
    const downloading = phone.waitForEvent('download');
    await phone.getByRole('link', { name: 'Agregar al calendario' }).tap();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('turno.ics');
    const calendar = await readFile(await download.path(), 'utf8');
    expect(calendar).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(calendar).toMatch(/DTSTART/);
  });

  await test.step('the operator sees the request booked, without having asked again', async () => {
    await expect(row).toContainText('Con turno');
    await row.getByRole('button', { name: /^Ver la orden/ }).press('Enter');
    const order = desk.getByRole('img', { name: 'Orden médica, página 1 de 1' });
    await expect
      .poll(() => order.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(100);
  });

  await test.step('the order that was uploaded is with the appointment', async () => {
    const { assistanceRequest } = await (await staff(server)).ask<{ assistanceRequest: Booked }>(
      `query ($id: ID!) {
        assistanceRequest(id: $id) { order { id } appointment { order { id attachments { id } } services { code } } }
      }`,
      { id: new URL(desk.url()).searchParams.get('solicitud') },
    );
    const { order, appointment } = assistanceRequest;
    expect(appointment.order.id).toBe(order.id);
    expect(appointment.order.attachments).toHaveLength(1);
    expect(appointment.services).toEqual([{ code: 'RM-ROD' }]);
    await desk.keyboard.press('Escape');
  });

  await test.step('and the patient’s page tells all that was said to her', async () => {
    await desk.getByRole('link', { name: 'Pacientes' }).press('Enter');
    await desk.getByLabel('Buscar paciente').fill(nationalId);
    // At night she may be among the alerts as well: nobody could send her form's link before the morning.
    const found = desk.getByRole('listitem').filter({ hasText: 'DNI' });
    await expect(found).toHaveCount(1);
    await found.getByRole('link', { name: 'Ledesma, Norma' }).press('Enter');
    await expect(desk.getByRole('region', { name: 'Turnos' })).toContainText(/rodilla/i);
    const timeline = desk.getByRole('region', { name: 'Todo lo que se le dijo' });
    const sent = timeline
      .getByRole('listitem')
      .filter({ hasText: 'Enviado' })
      .filter({ hasText: 'WhatsApp' });
    await expect(sent.filter({ hasText: 'Enlace para tomar turno' })).toHaveCount(1);
    // She has no e-mail: this goes by WhatsApp, too.
    await expect(sent.filter({ hasText: 'Turno tomado' })).toHaveCount(1);
    await screenshot(desk, 'story-said');
  });
});
