import { staff } from './support/api.ts';
import { madeUp, orderPhoto } from './support/files.ts';
import {
  confirm,
  IN_ENGLISH,
  linkTo,
  newPatient,
  open,
  requestNow,
  submitOrder,
  withAppointment,
  withLink,
} from './support/journey.ts';
import { expectEnglish } from './support/languages.ts';
import { choose as chooseFile, PHONE, slots } from './support/patient.ts';
import { expect, look, PASSWORD, type Page, screenshots, signInAs, test } from './support/test.ts';

test.use(PHONE);

/** Chooses a slot of the day that is shown, and goes on to look at it again. */
async function choose(page: Page, nth: number): Promise<string> {
  const slot = slots(page).nth(nth);
  const id = await slot.inputValue();
  await slot.check();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByRole('heading', { name: 'Revisá y confirmá' })).toBeVisible();
  return id;
}

/** Checks that the slot that has the focus can be seen as a whole, above the button that stays in sight. */
async function expectFocusInSight(page: Page) {
  const card = page.locator('label:has(:focus)');
  const inSight = () =>
    card.evaluate((card) => {
      const { top, bottom } = card.getBoundingClientRect();
      const button = [...document.querySelectorAll('button')].find(({ type }) => type === 'submit');
      const bar = button?.parentElement?.getBoundingClientRect();
      const isFree = !bar || bar.top >= bottom || bar.bottom <= top;
      return top >= -1 && bottom <= window.innerHeight + 1 && isFree;
    });
  await expect.poll(inSight).toBe(true);
}

test('the slot that has the focus is never below the button', async ({ page, server }) => {
  const { link, person } = await withLink(server);
  await open(page, link, person.digits);
  await expect(slots(page).nth(5)).toBeVisible();
  // The first is on the first screen.
  const box = await page
    .locator('label')
    .filter({ has: slots(page) })
    .first()
    .boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(780);
  for (const size of [
    { width: 360, height: 780 },
    { width: 320, height: 256 },
  ]) {
    await page.setViewportSize(size);
    await slots(page).first().focus();
    await page.keyboard.press('Space');
    for (let count = 0; count < 6; count += 1) {
      await page.keyboard.press('ArrowDown');
      await expectFocusInSight(page);
    }
  }
});

/** Books the nth slot that is offered. */
async function book(page: Page, nth: number) {
  await choose(page, nth);
  await page.getByRole('button', { name: 'Confirmar turno' }).click();
  await expect(page.getByText('Tu turno está reservado')).toBeVisible();
}

test('from the link to the appointment, which is then moved and cancelled', async ({ page, server }) => {
  const { link, person } = await withLink(server, ['ECO-ABD', 'ECO-REN']);
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'Abrí tu enlace' })).toBeVisible();
  await expect(page.getByLabel('Últimos 4 números')).toHaveAttribute('inputmode', 'numeric');

  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByText('Escribí los 4 números.')).toBeVisible();
  await open(page, link, person.digits);
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
  await expect(page).toHaveURL(/\/reservar$/);
  await expect(page.getByText('Ecografía renal y vesical')).toBeVisible();
  await expect(slots(page).first()).toBeVisible();

  // Days that have slots are within reach.
  await expect(
    page.getByRole('navigation', { name: 'Días con turnos' }).getByRole('listitem').getByRole('link'),
  ).not.toHaveCount(1);

  // Nothing chosen is said, and another day is a tap away.
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByText('Elegí un horario y después')).toBeVisible();
  await page.getByRole('link', { name: 'Más fechas' }).click();
  await expect(page).toHaveURL(/desde=/);
  await expect(slots(page).first()).toBeVisible();
  await page.getByRole('link', { name: 'Fechas anteriores' }).click();

  await choose(page, 0);
  await expect(page.getByText(/Te guardamos este horario hasta las \d\d:\d\d/)).toBeVisible();
  await page.getByRole('button', { name: 'Confirmar turno' }).click();
  await expect(page.getByText('Tu turno está reservado')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tu turno' })).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Agregar al calendario' }).click();
  expect((await download).suggestedFilename()).toBe('turno.ics');

  await page.getByRole('link', { name: 'Cambiar el turno' }).click();
  await expect(page.getByRole('heading', { name: 'Cambiá tu turno' })).toBeVisible();
  await expect(slots(page).first()).toBeVisible();
  await choose(page, 1);
  await page.getByRole('button', { name: 'Confirmar el cambio' }).click();
  await expect(page.getByText('¡Listo! Lo cambiamos.')).toBeVisible();

  await page.getByRole('button', { name: 'Cancelar el turno' }).click();
  await expect(page.getByRole('dialog', { name: '¿Cancelás este turno?' })).toBeVisible();
  await page.getByRole('button', { name: 'No, dejarlo como está' }).click();
  await page.getByRole('button', { name: 'Cancelar el turno' }).click();
  await page.getByRole('button', { name: 'Sí, cancelar el turno' }).click();
  await expect(page.getByText('Lo cancelamos.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
});

test('the link is in no history and no later request', async ({ page, server }) => {
  const { link, person } = await withLink(server);
  const token = link.split('/j/')[1] as string;
  const told: string[] = [];
  await open(page, link, person.digits);
  page.on('request', (request) => told.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/\/j\//);
  await page.goto('/reservar');
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
  expect(told.filter((words) => words.includes(token))).toEqual([]);
});

test('wrong digits are counted, and then not even the right ones open it', async ({ page, server }) => {
  const { link, person } = await withLink(server);
  await page.goto(link);
  const digits = page.getByLabel('Últimos 4 números del documento');
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await digits.fill('0000');
    await digits.press('Enter');
    await expect(page.getByText('no coinciden')).toBeVisible();
    await expect(digits).toHaveValue('');
    await expect(digits).toBeFocused();
  }
  await screenshots(page, 'journey-wrong-digits');
  await digits.fill('0000');
  await digits.press('Enter');
  await expect(page.getByRole('heading', { name: 'Este enlace está bloqueado' })).toBeVisible();
  await screenshots(page, 'journey-locked');
  await open(page, link, person.digits);
  await expect(page.getByRole('heading', { name: 'Este enlace está bloqueado' })).toBeVisible();
});

test('revoked, unknown and lost links say what to do', async ({ page, server, context }) => {
  const { link, person, operator, request } = await withLink(server);
  await open(page, link, person.digits);
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();

  // A page that was not reached by the link itself does not know it.
  const beside = await context.newPage();
  await beside.goto('/reservar');
  await expect(beside.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();

  // Staff close the request: the link goes, and the session with it.
  const input = { ...(await requestNow(operator, request.id)), reason: 'duplicada' };
  await operator.done('voidAssistanceRequest', input);
  await expect(beside.getByRole('heading', { name: 'Tu enlace se cerró' })).toBeVisible();
  await screenshots(beside, 'journey-closed');
  await beside.close();
  const closed = 'Este enlace ya no sirve: el pedido está cerrado';
  await expect(page.getByRole('heading', { name: closed, exact: true })).toBeVisible();
  await page.goto('/');
  await open(page, link, person.digits);
  await expect(page.getByRole('heading', { name: closed, exact: true })).toBeVisible();
  await expect(page.getByText('Si necesitás algo, respondé el mensaje.')).toBeVisible();
  await screenshots(page, 'journey-revoked');
  await page.getByLabel('Idioma').selectOption('English');
  await open(page, link, person.digits, IN_ENGLISH);
  const closedInEnglish = 'This link no longer works: the request is closed';
  await expect(page.getByRole('heading', { name: closedInEnglish, exact: true })).toBeVisible();
  await expectEnglish(page);
  await page.getByLabel('Language').selectOption('Español');

  // One that nobody minted is no different from wrong digits.
  await open(page, '/j/nobody-ever-minted-this', person.digits);
  await expect(page.getByText('no coinciden')).toBeVisible();

  await context.clearCookies();
  for (const address of [
    '/reservar',
    '/reservar/revisar?turno=x',
    '/tratamiento',
    '/formularios',
    '/j',
    '/j/',
  ]) {
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'Abrí tu enlace de nuevo' })).toBeVisible();
  }
});

test('whoever was slower gets other slots and keeps their place', async ({ page, server, another }) => {
  const [slow, fast] = await Promise.all([withLink(server, ['ECO-TIR']), withLink(server, ['ECO-TIR'])]);
  await open(page, slow.link, slow.person.digits);
  await expect(slots(page).nth(2)).toBeVisible();
  const other = await another(PHONE);
  await open(other, fast.link, fast.person.digits);
  await expect(slots(other).nth(2)).toBeVisible();

  // The same slot is shown on both; one books it while the other still looks.
  await slots(page).nth(2).check();
  await book(other, 2);
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByRole('heading', { name: 'Ese horario se acaba de ocupar' })).toBeVisible();
  await expect(slots(page).first()).toBeVisible();
  await screenshots(page, 'journey-taken');
  await slots(page).first().check();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await page.getByRole('button', { name: 'Confirmar turno' }).click();
  await expect(page.getByText('Tu turno está reservado')).toBeVisible();

  // A link that was used shows the appointment.
  await open(other, fast.link, fast.person.digits);
  await expect(other.getByRole('heading', { name: 'Tu turno' })).toBeVisible();
});

test('a study that the plan does not cover is paid by who agrees to it', async ({ page, server }) => {
  const { link, person } = await withLink(server, ['RM-PRO'], { payer: 'Medifé', plan: 'Bronce' });
  await open(page, link, person.digits);
  await expect(page.getByText('Tu plan no cubre este estudio.')).toBeVisible();
  await expect(slots(page).first()).toBeVisible();
  await screenshots(page, 'journey-not-covered');
  await choose(page, 0);
  await page.getByRole('button', { name: 'Confirmar turno' }).click();
  await expect(page.getByText('Para seguir, marcá que aceptás pagarlo.')).toBeVisible();
  await screenshots(page, 'journey-not-covered-review');
  await page.getByRole('checkbox', { name: /Acepto pagar/ }).check();
  await page.getByRole('button', { name: 'Confirmar turno' }).click();
  await expect(page.getByText('Tu turno está reservado')).toBeVisible();
  await expect(page.getByText('Lo pagás de forma particular.')).toBeVisible();
  await screenshots(page, 'journey-self-pay');
});

test('what staff change shows without reloading', async ({ page, server }) => {
  const { link, person, operator } = await withLink(server);
  await open(page, link, person.digits);
  await expect(slots(page).first()).toBeVisible();
  await book(page, 0);
  const { journey } = await person.caller.ask<{ journey: null }>('{ journey { id } }');
  expect(journey).toBeNull();
  const { viewer } = await person.caller.ask<{ viewer: { appointments: { nodes: { id: string }[] } } }>(
    '{ viewer { ... on Patient { appointments(first: 1) { nodes { id } } } } }',
  );
  const id = viewer.appointments.nodes[0]?.id;
  await operator.done('cancelAppointment', { id, reason: 'equipo roto' });
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
});

test('better photos are sent where they were asked for', async ({ page, server }) => {
  const [person, operator] = await Promise.all([newPatient(server), staff(server)]);
  const request = await submitOrder(person);
  const input = { id: request.id, version: request.version, reason: 'Salió movida' };
  await operator.done('requestNewPhoto', input);
  await open(page, await linkTo(server, person.phone), person.digits);
  await expect(page.getByRole('heading', { name: 'Mandanos otra foto' })).toBeVisible();
  await expect(page.getByText('Salió movida')).toBeVisible();

  await chooseFile(page, madeUp('vacia.jpg', 'image/jpeg', ''));
  await expect(page.getByText('está vacío')).toBeVisible();
  await chooseFile(page, orderPhoto('01-rodilla.jpg'));
  await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
  await page.getByRole('button', { name: 'Enviar mi orden' }).click();
  await expect(page.getByText('Recibimos tus fotos')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tenemos tu orden' })).toBeVisible();
  await screenshots(page, 'journey-waiting');
});

test('the clinic’s name leads out, and there is a way back', async ({ page, server }) => {
  const { link, person } = await withAppointment(server);
  await open(page, link, person.digits);
  await expect(page.getByRole('heading', { name: 'Tu turno' })).toBeVisible();
  await page.getByRole('link', { name: 'Clínica Demo' }).click();
  await expect(page.getByRole('heading', { name: '¿Tenés una orden médica?' })).toBeVisible();
  await screenshots(page, 'patient-home-holder');
  await page.getByRole('link', { name: 'Mis formularios' }).click();
  await expect(page.getByRole('heading', { name: 'Tus formularios' })).toBeVisible();
  await page.getByRole('banner').getByRole('link', { name: 'Mi turno' }).click();
  await expect(page.getByRole('heading', { name: 'Tu turno' })).toBeVisible();

  await page.context().clearCookies();
  await signInAs(page, 'signInPatient', { nationalId: person.nationalId, password: PASSWORD });
  await page.goto('/mis-datos');
  await page.getByRole('banner').getByRole('link', { name: 'Mis órdenes' }).click();
  await expect(page.getByRole('heading', { name: 'Mis órdenes' })).toBeVisible();
});

test('without a connection the four digits stay', async ({ page, server, context }) => {
  const { link } = await withLink(server);
  await page.goto(link);
  const digits = page.getByLabel('Últimos 4 números del documento');
  // The page is there, not only its first file.
  await digits.fill('1234');
  await context.setOffline(true);
  await digits.press('Enter');
  await expect(page.getByText('No hay conexión con el servidor.')).toBeVisible();
  await expect(digits).toHaveValue('1234');
});

test('reminders by e-mail are offered to nobody who has no address', async ({ page, server }) => {
  const person = await newPatient(server, undefined, { hasEmail: false });
  await confirm(await staff(server), await submitOrder(person));
  await open(page, await linkTo(server, person.phone), person.digits);
  await book(page, 0);
  const reminders = page.getByRole('region', { name: 'Recordatorios' });
  await expect(reminders.getByRole('checkbox')).toHaveCount(1);
  await expect(reminders.getByRole('checkbox', { name: /por WhatsApp/ })).toBeChecked();
  await look(page, 'journey-booked-no-mail', 'phone');
});
