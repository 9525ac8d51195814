import { type Caller, staff } from './support/api.ts';
import { madeUp, orderPhoto, pdf, photoNamed, SMALL } from './support/files.ts';
import { confirm, firstSlot, requestNow, serviceIds } from './support/journey.ts';
import {
  asNewPatient,
  beginOrder,
  choose,
  fillSignUp,
  freshDocument,
  PHONE,
  signUp,
} from './support/patient.ts';
import { Server } from './support/server.ts';
import {
  expect,
  expectAccessible,
  holdBack,
  PASSWORD,
  screenshots,
  test,
  testApart,
} from './support/test.ts';

/** A test at a server that has a name and no certificate. */
const testAtName = testApart.extend({
  untouched: async ({}, use) => {
    const server = await Server.startAt('clinica.test');
    await use(server);
    await server.stop();
  },
});

test.describe('on a telephone', () => {
  test.use(PHONE);

  test('a new patient sends an order from the first page to the confirmation', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Subir orden' }).click();
    await expect(page.getByRole('heading', { name: 'Ingresá' })).toBeVisible();
    await page.getByRole('link', { name: 'Crear mi cuenta' }).click();

    await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
    const summary = page.getByRole('alert');
    await expect(summary).toBeFocused();
    await summary.getByRole('link').first().click();
    await expect(page.getByLabel('Número de documento')).toBeFocused();
    await screenshots(page, 'patient-sign-up-refused');

    await fillSignUp(page, freshDocument(), '0800 333 1234');
    await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
    await expect(page.getByLabel('Celular con WhatsApp')).toHaveAccessibleDescription(/no es de un celular/);
    await page.getByLabel('Celular con WhatsApp').fill('11 5555-1234');
    await page.getByRole('button', { name: 'Crear mi cuenta' }).click();

    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('+54 9 11 5555-1234');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Sí, es correcto' }).click();

    await expect(page.getByRole('button', { name: 'Tomar foto' })).toBeVisible();
    await choose(page, orderPhoto('10-oscura-y-movida.jpg'), 'Tomar foto');
    await expect(page.getByRole('heading', { name: '¿Se lee bien?' })).toBeFocused();
    await screenshots(page, 'patient-upload-asking');
    // Who takes no other after all still has this one.
    const opened = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Sacar de nuevo' }).click();
    await opened;
    await expect(page.getByRole('img', { name: 'La foto que elegiste' })).toBeVisible();
    await choose(page, orderPhoto('09-caderas-pagina-1.jpg'), 'Sacar de nuevo');
    await expect(page.getByText(/Después queda/)).toHaveCount(0);
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await choose(page, orderPhoto('09-caderas-pagina-2.jpg'), 'Tomar otra foto');
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await choose(page, madeUp('informe.pdf', 'application/pdf', pdf()));
    await expect(page.getByText('Lista', { exact: true })).toHaveCount(3);
    await page.getByLabel('¿Querés decirnos algo?').fill('Prefiero por la mañana');
    await screenshots(page, 'patient-upload-pages');

    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeFocused();
    await expect(page.getByText('+54 9 11 5555-1234')).toBeVisible();
    await expect(page.getByText('Prefiero por la mañana')).toBeVisible();
    await expect(page.getByRole('img', { name: /Hoja/ })).toHaveCount(2);
    await screenshots(page, 'patient-received');

    await page.getByRole('link', { name: 'Todas mis órdenes' }).click();
    await expect(page.getByText('La estamos leyendo')).toBeVisible();
    await page.getByRole('link', { name: 'Subir una orden' }).click();
    await page.getByRole('button', { name: 'Sí, es correcto' }).click();
    await expect(page.getByText(/Ya tenés una orden en curso/)).toBeVisible();
  });

  test('what cannot be a page is said before it is sent', async ({ page, server }) => {
    await asNewPatient(page, server);
    await beginOrder(page);
    let sent = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/uploads')) sent += 1;
    });
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
    await choose(page, [
      madeUp('vacia.jpg', 'image/jpeg', ''),
      madeUp('carta.jpg', 'image/jpeg', 'Estimado doctor:'),
      madeUp('enorme.jpg', 'image/jpeg', Buffer.concat([jpeg, Buffer.alloc(21 * 1024 * 1024)])),
      madeUp('IMG_0001.HEIC', 'image/heic', Buffer.from('\0\0\0\x18ftypheic')),
    ]);
    const words = page.getByRole('alert');
    await expect(words).toHaveCount(4);
    await expect(words.filter({ hasText: 'vacia.jpg' })).toContainText('está vacío');
    await expect(words.filter({ hasText: 'carta.jpg' })).toContainText('No es una foto ni un PDF');
    await expect(words.filter({ hasText: 'enorme.jpg' })).toContainText(
      'Pesa 21,1 MB y puede pesar hasta 20 MB',
    );
    await expect(words.filter({ hasText: 'HEIC' })).toContainText('captura de pantalla');
    await screenshots(page, 'patient-upload-refused');
    expect(sent).toBe(0);

    // A browser shows half a photo as if it were one.
    const { name, mimeType, buffer } = photoNamed('cortada.jpg');
    await choose(page, madeUp(name, mimeType, buffer.subarray(0, buffer.length / 2)));
    await expect(words.filter({ hasText: 'cortada.jpg' })).toContainText('Está incompleta');
    expect(sent).toBe(0);

    // Nor what no browser shows; of two files with one name the older refusal goes.
    const png = Buffer.from(await SMALL.arrayBuffer());
    await choose(page, madeUp('cortada.jpg', 'image/png', png.subarray(0, png.length - 20)));
    await expect(words).toHaveCount(1);
    await expect(words).toContainText('está dañada');
    const isDamaged = (number: number) =>
      madeUp('igual.png', 'image/png', png.subarray(0, png.length - 20 - number));
    await choose(page, [isDamaged(0), isDamaged(1)]);
    await expect(words).toHaveCount(2);
    expect(sent).toBe(0);

    // What only the server can tell keeps its place, and goes no further.
    await page.route('**/uploads', (route) =>
      route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        body: JSON.stringify({ detail: 'El archivo está incompleto o dañado.' }),
      }),
    );
    await choose(page, madeUp('rara.png', 'image/png', png));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await expect(page.getByText(/incompleto o dañado/)).toBeVisible();
    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Hay hojas que no llegaron' })).toBeFocused();
    await screenshots(page, 'patient-upload-page-refused');
    await page.getByRole('button', { name: 'Quitar la hoja 1' }).click();
    await expect(page.getByRole('button', { name: 'Tomar foto' })).toBeVisible();
  });

  test('each file says how far it is, and is tried again without the others', async ({ page, server }) => {
    await asNewPatient(page, server);
    await beginOrder(page);
    await choose(page, orderPhoto('07-cerebro.jpg'));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await expect(page.getByText('Lista', { exact: true })).toHaveCount(1);

    await page.route('**/uploads', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ detail: 'Estamos recibiendo muchas fotos.' }),
      }),
    );
    const answer = await holdBack(page, '**/uploads');
    await choose(page, orderPhoto('08-densitometria.jpg'));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await expect(page.getByRole('progressbar', { name: /Subiendo/ })).toBeVisible();
    await screenshots(page, 'patient-upload-sending');
    answer();
    await expect(page.getByText('Estamos recibiendo muchas fotos.')).toBeVisible();
    await page.unroute('**/uploads');
    await page.getByRole('button', { name: 'Probar de nuevo' }).click();
    await expect(page.getByText('Lista', { exact: true })).toHaveCount(2);
  });

  test('a lost connection and a reload lose no page', async ({ page, context, server }) => {
    await asNewPatient(page, server);
    await beginOrder(page);
    await choose(page, orderPhoto('01-rodilla.jpg'));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await expect(page.getByText('Lista', { exact: true })).toHaveCount(1);

    await context.setOffline(true);
    await expect(page.getByText(/Estás sin conexión/)).toBeVisible();
    await choose(page, orderPhoto('02-abdomen-renal.jpg'));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByText('Lista', { exact: true })).toHaveCount(1);
    await screenshots(page, 'patient-upload-offline');
    // The order goes with the connection's return, without another word of the patient.
    await context.setOffline(false);
    await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeVisible();
    await expect(page.getByRole('img', { name: /Hoja/ })).toHaveCount(2);

    await beginOrder(page);
    await choose(page, orderPhoto('04-mamografia.jpg'));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await expect(page.getByText('Lista', { exact: true })).toHaveCount(1);
    // One that nobody has said of that it can be read is lost with the page, and that is said.
    await choose(page, orderPhoto('05-tac-torax.jpg'));
    await expect(page.getByRole('heading', { name: '¿Se lee bien?' })).toBeVisible();
    page.once('dialog', (dialog) => dialog.accept());
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Hoja 1' })).toBeVisible();
    await expect(page.getByText('04-mamografia.jpg')).toBeVisible();
    await expect(page.getByText(/se perdió una hoja/)).toBeVisible();
    await screenshots(page, 'patient-upload-after-reload');
    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeVisible();
  });

  test('an order whose answer is lost is sent once', async ({ page, server }) => {
    await asNewPatient(page, server);
    await beginOrder(page);
    await choose(page, orderPhoto('05-tac-torax.jpg'));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    let answers = 0;
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('submitOrder')) return route.fallback();
      answers += 1;
      if (answers > 1) return route.fallback();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByText(/Estás sin conexión/)).toBeVisible();
    await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeVisible();
    expect(answers).toBe(2);
    await page.getByRole('link', { name: 'Todas mis órdenes' }).click();
    await expect(page.getByRole('listitem')).toHaveCount(1);
  });

  test('a lost session costs no photo', async ({ page, context, server }) => {
    const { nationalId } = await asNewPatient(page, server);
    await beginOrder(page);
    await choose(page, orderPhoto('06-doppler.jpg'));
    await context.clearCookies();
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await expect(page.getByRole('heading', { name: 'Ingresá' })).toBeVisible();
    await page.getByLabel('Número de documento').fill(nationalId);
    await page.getByLabel('Contraseña', { exact: true }).fill('something else');
    await page.getByRole('button', { name: 'Ingresar' }).click();
    await expect(page.getByRole('alert')).toBeFocused();
    await screenshots(page, 'patient-sign-in-refused');
    await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Mostrar la contraseña').check();
    await page.getByRole('button', { name: 'Ingresar' }).click();
    await expect(page.getByText('Lista', { exact: true })).toHaveCount(1);
    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeVisible();
  });

  test('nobody gets past the question about the telephone without a mobile', async ({ page }) => {
    await signUp(page, freshDocument(), '');
    await page.goto('/ordenes/nueva');
    const dialog = page.getByRole('dialog');
    const phone = dialog.getByLabel('Celular con WhatsApp');
    await expect(phone).toBeFocused();
    await dialog.getByRole('button', { name: 'Seguir' }).click();
    await expect(phone).toHaveAccessibleDescription(/Necesitamos tu celular/);
    await phone.fill('0810 222 1234');
    await dialog.getByRole('button', { name: 'Seguir' }).click();
    await expect(phone).toHaveAccessibleDescription(/no es de un celular/);
    await screenshots(page, 'patient-confirm-contact-refused');
    await phone.fill('0351 15 555-1234');
    await dialog.getByRole('button', { name: 'Seguir' }).click();
    await expect(dialog).toContainText('+54 9 351 555-1234');
    await dialog.getByRole('button', { name: 'No, corregir' }).click();
    await expect(phone).toHaveValue('+54 9 351 555-1234');
    await dialog.getByRole('button', { name: 'Seguir' }).click();
    await dialog.getByRole('button', { name: 'Sí, es correcto' }).click();
    await expect(page.getByRole('button', { name: 'Tomar foto' })).toBeVisible();
  });

  test('a patient sees live what the clinic does with the order', async ({ page, server }) => {
    await asNewPatient(page, server);
    await beginOrder(page);
    await choose(page, orderPhoto('10-oscura-y-movida.jpg'));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeVisible();
    const id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');

    const operator = await staff(server);
    await operator.done('requestNewPhoto', { id, reason: 'La foto salió movida' });
    await expect(page.getByText('Falta otra foto')).toBeVisible();
    await expect(page.getByText(/salió movida/)).toBeVisible();
    await screenshots(page, 'patient-request-awaiting-photo');
    await page.getByRole('link', { name: 'Mandar otra foto' }).click();
    await choose(page, orderPhoto('01-rodilla.jpg'));
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeVisible();
    await expect(page.getByRole('img', { name: /Hoja/ })).toHaveCount(2);

    await book(operator, id);
    await expect(page.getByText('Tenés turno')).toBeVisible();
    await screenshots(page, 'patient-request-booked');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Agregar al calendario' }).click();
    expect((await download).suggestedFilename()).toBe('turno.ics');
  });
});

test('on a desktop files are attached, several at once, and each is asked about', async ({
  page,
  server,
}) => {
  await asNewPatient(page, server);
  await beginOrder(page);
  await expect(page.getByRole('button', { name: 'Tomar foto' })).toBeHidden();
  await choose(page, [photoNamed('a.jpg'), photoNamed('b.jpg')]);
  await expect(page.getByText('Después queda una foto más.')).toBeVisible();
  await screenshots(page, 'patient-upload-asking-several');
  await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
  await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
  await expect(page.getByText('Lista', { exact: true })).toHaveCount(2);
  await page.getByRole('button', { name: 'Mover la hoja 2 hacia arriba' }).click();
  await expect(page.getByRole('status')).toContainText('Ahora es la hoja 1.');
  await expectAccessible(page);
});

test('who chooses more than an order may have is told, and what was attached is attached anew', async ({
  page,
  server,
}) => {
  await asNewPatient(page, server);
  await beginOrder(page);
  const png = Buffer.from(await SMALL.arrayBuffer());
  await choose(
    page,
    Array.from({ length: 12 }, (_, number) => madeUp(`hoja-${number + 1}.png`, 'image/png', png)),
  );
  await expect(page.getByText('2 no entraron: una orden puede tener hasta 10 hojas.')).toBeVisible();
  await choose(page, madeUp('mejor.png', 'image/png', png), 'Elegir otra');
  for (let count = 0; count < 10; count += 1) {
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
  }
  await expect(page.getByRole('heading', { name: 'Hoja 10' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Hoja 1' }).first()).toContainText('mejor.png');
  await expect(page.getByText('hoja-1.png')).toBeHidden();
});

testAtName('in a network without HTTPS an order is sent like anywhere else', async ({ page }) => {
  await signUp(page, freshDocument());
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await beginOrder(page);
  await choose(page, orderPhoto('07-cerebro.jpg'));
  await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
  await expect(page.getByText('Lista', { exact: true })).toHaveCount(1);
  await page.getByRole('button', { name: 'Enviar mi orden' }).click();
  await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeFocused();
});

/** Books the first slot for a request, as an operator does on the telephone. */
async function book(operator: Caller, id: string) {
  const codes = ['RM-ROD'];
  const { version } = await confirm(operator, await requestNow(operator, id), codes);
  const slotId = await firstSlot(operator, await serviceIds(operator, codes), 0);
  const input = { id, slotId, version, idempotencyKey: crypto.randomUUID(), selfPay: true };
  await operator.done('assignAppointment', input);
}
