import { staff } from './support/api.ts';
import { Cable } from './support/cable.ts';
import { SMALL } from './support/files.ts';
import { confirm, newPatient, submitOrder } from './support/journey.ts';
import { addressOf, openRequest, picked, row, search, takeOver } from './support/review.ts';
import type { Server } from './support/server.ts';
import { expect, holdBack, type Page, signInAsOperator, test, VIEWPORTS } from './support/test.ts';

/** What each order of the queue asks for, as an operator would type it. */
const QUERIES = [
  'rodilla',
  'abdominal',
  'torax',
  'mamo',
  'cerebro',
  'lumbar',
  'tiroid',
  'doppler',
  'cadera',
  'hombro',
];

/** Holds a key for a while. */
async function hold(page: Page, key: string) {
  for (let count = 0; count < 10; count += 1) await page.keyboard.down(key);
  await page.keyboard.up(key);
}

/** Closes what cannot be confirmed: nobody can be written to there. */
async function closeWithoutPhone(server: Server) {
  const operator = await staff(server);
  type Row = { id: string; patient: { mobilePhone: string | null } };
  const { worklist } = await operator.ask<{ worklist: { nodes: Row[] } }>(
    '{ worklist(filter: { states: [PENDING_REVIEW] }, first: 50) { nodes { id patient { mobilePhone } } } }',
  );
  for (const { id, patient } of worklist.nodes) {
    if (patient.mobilePhone === null) await operator.done('resolveAssistanceRequest', { id });
  }
}

test('ten orders by keyboard alone: what is typed and two keys for each', async ({
  another,
  untouched: server,
}) => {
  await closeWithoutPhone(server);
  const page = await another({ baseURL: server.url });
  await signInAsOperator(page);
  await expect(search(page)).toBeFocused();
  await page.evaluate(() => {
    const counts = { keys: 0, mouse: 0 };
    Object.assign(window, { counts });
    addEventListener('keydown', ({ key }) => key !== 'Control' && counts.keys++, true);
    for (const kind of ['pointerdown', 'pointermove', 'mousedown', 'mousemove', 'wheel', 'touchstart']) {
      addEventListener(kind, () => counts.mouse++, true);
    }
  });
  const name = page.getByRole('heading', { name: /, / });
  const seen = new Set<string>();
  for (const query of QUERIES) {
    const before = page.url();
    seen.add(new URL(before).searchParams.get('solicitud') ?? '');
    await page.keyboard.type(query);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await expect(page).not.toHaveURL(before);
    await expect(page.getByRole('status').getByText(/Encolado para \d\d:\d\d/)).toBeVisible();
    await expect(name).toBeVisible();
    await expect(search(page)).toBeFocused();
  }
  expect(seen.size).toBe(QUERIES.length);
  const counts = await page.evaluate(() => (window as unknown as { counts: object }).counts);
  expect(counts).toEqual({ keys: QUERIES.join('').length + 2 * QUERIES.length, mouse: 0 });

  // What the clinic has now: each is on its way with the one service that was looked for.
  const operator = await staff(server);
  type Confirmed = { state: string; services: unknown[] };
  for (const id of seen) {
    const { assistanceRequest } = await operator.ask<{ assistanceRequest: Confirmed }>(
      'query ($id: ID!) { assistanceRequest(id: $id) { state services { id } } }',
      { id },
    );
    expect(assistanceRequest.state).toMatch(/^DISPATCH(_PLANN)?ED$/);
    expect(assistanceRequest.services).toHaveLength(1);
  }
});

test('keys that are held do once what they do', async ({ page, server, sendAfter }) => {
  await sendAfter(600);
  const operator = await staff(server);
  const patient = await newPatient(server);
  const requests = [await submitOrder(patient, SMALL), await submitOrder(patient, SMALL)];
  // Both have their services; the first message was taken back each time.
  for (const request of requests) {
    await confirm(operator, request);
    const cancel = 'mutation ($id: ID!) { cancelDispatch(input: { id: $id }) { userErrors { code } } }';
    await operator.ask(cancel, { id: request.id });
  }
  const ids = requests.map(({ id }) => id);
  await openRequest(page, ids[0] ?? '');
  await page.keyboard.press('Backspace');
  await expect(picked(page)).toHaveCount(0);
  await page.keyboard.type('rodilla');
  await hold(page, 'Enter');
  await expect(picked(page)).toHaveCount(1);
  await page.keyboard.type('xx');
  await hold(page, 'Backspace');
  await expect(search(page)).toHaveValue('');
  await expect(picked(page)).toHaveCount(1);

  await page.keyboard.down('Control');
  await page.keyboard.down('Enter');
  await expect(page).not.toHaveURL(addressOf(ids[0] ?? ''));
  await expect(picked(page)).toHaveCount(1);
  await expect(search(page)).toBeFocused();
  for (let count = 0; count < 10; count += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.keyboard.up('Control');
  // What was pressed before has come to the server when this has.
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await page.getByRole('dialog').getByRole('textbox').fill('No atiende.');
  await page.getByRole('button', { name: 'Guardar contacto' }).focus();
  await hold(page, 'Enter');
  await expect(page.getByText('No atiende.')).toBeVisible();
  const query = 'query ($id: ID!) { assistanceRequest(id: $id) { state contactAttempts { at } } }';
  type Now = { assistanceRequest: { state: string; contactAttempts: unknown[] } };
  const [first, second] = await Promise.all(ids.map((id) => operator.ask<Now>(query, { id })));
  expect(first?.assistanceRequest.state).toBe('DISPATCH_PLANNED');
  expect(second?.assistanceRequest).toMatchObject({ state: 'PENDING_REVIEW', contactAttempts: [{}] });
});

test('letters are keys in the list and letters in the search; what is done leads on', async ({
  page,
  server,
}) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient, SMALL);
  await openRequest(page, id);
  await page.keyboard.type('jkr');
  await expect(search(page)).toHaveValue('jkr');
  await search(page).fill('');
  await page.keyboard.press('Escape');
  await expect(row(page, id)).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(page).not.toHaveURL(addressOf(id));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(row(page, id)).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Atajos de teclado' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.keyboard.press('c');
  await page.getByRole('dialog').getByRole('textbox').fill('No atiende; dejé mensaje.');
  await page.getByRole('button', { name: 'Guardar contacto' }).click();
  await expect(page.getByText('No atiende; dejé mensaje.')).toBeVisible();
  await expect(page.getByText(/Cambió mientras/)).toBeHidden();

  await expect(page.getByRole('dialog')).toBeHidden();
  await row(page, id).focus();
  await page.keyboard.press('t');
  await expect(
    page.getByRole('dialog', { name: `Asignar turno: Delia ${patient.familyName}` }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.getByRole('button', { name: 'Acciones' }).click();
  await page.getByRole('menuitem', { name: 'Pedir otra foto…' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Está movida');
  await page.getByRole('button', { name: 'Pedir la foto' }).click();
  await expect(page).not.toHaveURL(addressOf(id));
});

test('the first that fits is highlighted, also for the first search of a page', async ({ page, server }) => {
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await openRequest(page, id);
  for (const delay of [0, 0, 15, 40]) {
    await page.reload();
    await expect(search(page)).toBeFocused();
    await search(page).fill('');
    await page.keyboard.type('rod', { delay });
    const first = page.getByRole('option').first();
    await expect(first).toHaveAttribute('data-focused', 'true');
    await expect(search(page)).toHaveAttribute(
      'aria-activedescendant',
      (await first.getAttribute('id')) ?? '',
    );
  }
});

test('a search without a letter finds nothing, and one that failed says so until it is asked again', async ({
  browser,
  server,
}) => {
  test.setTimeout(120_000);
  const request = await submitOrder(await newPatient(server), SMALL);
  const cable = await Cable.to(server.url);
  // Not watched: pictures come from the server itself, which is another host from behind a cable.
  const page = await browser.newPage({ baseURL: cable.url, locale: 'es-AR' });
  await openRequest(page, request.id);
  const list = page.getByRole('listbox');
  for (const text of ['***', '%', '😀', '  ']) {
    await search(page).fill(text);
    if (text.trim() !== '') await expect(list).toContainText('Ninguna prestación coincide');
    await expect(page.getByText('Buscando…')).toHaveCount(0);
    await search(page).press('Enter');
    await expect(picked(page)).toHaveCount(0);
  }
  await search(page).fill('rodilla');
  await search(page).press('Enter');
  await expect(picked(page)).toHaveCount(1);

  await page.route('**/graphql', (route) => route.abort());
  await page.getByRole('button', { name: /Confirmar envío/ }).click();
  const problem = page.getByRole('alert').filter({ hasText: 'No hay conexión con el servidor' });
  await expect(problem).toBeVisible();
  cable.cut();
  await expect(page.getByText(/Sin conexión/)).toBeVisible();
  await page.unroute('**/graphql');
  cable.mend();
  await expect(page.getByText(/Sin conexión/)).toBeHidden();
  await expect(problem).toBeHidden();

  await page.route('**/graphql', (route) => route.abort());
  await search(page).fill('hombro');
  await expect(list).toContainText('No hay conexión con el servidor');
  await page.unroute('**/graphql');
  await search(page).fill('rodilla');
  await expect(list.getByRole('option')).not.toHaveCount(0);
  const place = await search(page).boundingBox();
  cable.cut();
  await expect(page.getByText(/Sin conexión/)).toBeVisible();
  // What tells of it moves nothing, covers nothing, and nothing is offered that was found for something else.
  expect(await search(page).boundingBox()).toEqual(place);
  await search(page).fill('hombro');
  await expect(list.getByText(/rodilla/i)).toHaveCount(0);
  const [above, below] = [await search(page).boundingBox(), await list.boundingBox()];
  expect(below?.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
  cable.mend();
  await expect(list).toContainText(/hombro/i);
  await page.close();
  await cable.remove();
});

/** Two orders of one patient; the first is open, and what the second is asked for waits until `show` is called. */
async function twoOrders(page: Page, server: Server) {
  const patient = await newPatient(server);
  const first = await submitOrder(patient, SMALL, SMALL);
  const second = await submitOrder(patient, SMALL, SMALL);
  const show = await holdBack(page, '**/graphql', second.id);
  await openRequest(page, first.id);
  return { first, second, show };
}

/** Confirms the request that is open for one service; the answer waits until what is returned is called. */
async function confirmSlowly(page: Page) {
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
  const answer = await holdBack(page, '**/graphql', 'mutation ConfirmDispatch');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: /Confirmando…/ })).toBeVisible();
  return answer;
}

test('what is typed before the next request is there stands in its search', async ({ page, server }) => {
  await page.setViewportSize(VIEWPORTS.desktop);
  const { second, show } = await twoOrders(page, server);
  const answer = await confirmSlowly(page);
  await page.keyboard.type('abdo');
  answer();
  await expect(page).toHaveURL(addressOf(second.id));
  await page.keyboard.type('minal');
  show();
  await expect(search(page)).toHaveValue('abdominal');
  await expect(search(page)).toBeFocused();
  await expect(picked(page)).toHaveCount(0);
  await expect(page.getByRole('option').first()).toBeVisible();

  // What tells that it was confirmed covers none of the order's buttons.
  await page.keyboard.press('Escape');
  await expect(page.getByText(/Encolado para/)).toBeVisible();
  await page.getByRole('button', { name: 'Archivo 2' }).click({ timeout: 2_000 });
  await expect(page.getByRole('img', { name: 'Orden médica, página 2 de 2' })).toBeVisible();
  await expect(page.getByText(/Encolado para/)).toBeVisible();
});

for (const moment of ['while the last one is confirmed', 'while the next one is read']) {
  test(`an Enter pressed ahead ${moment} takes the first of what was typed, once it is found`, async ({
    page,
    server,
  }) => {
    const { second, show } = await twoOrders(page, server);
    const answer = await confirmSlowly(page);
    const find = await holdBack(page, '**/graphql', 'query SearchServices');
    const isEarly = moment.startsWith('while the last');
    if (!isEarly) {
      answer();
      await expect(page).toHaveURL(addressOf(second.id));
    }
    await page.keyboard.type('rmn rodilla');
    await page.keyboard.press('Enter');
    // A request that is not there yet is not confirmed.
    await page.keyboard.press('Control+Enter');
    answer();
    show();
    await expect(page).toHaveURL(addressOf(second.id));
    // It is there.
    await expect(search(page)).toHaveValue('rmn rodilla');
    await expect(picked(page)).toHaveCount(0);
    const confirmed = page.waitForRequest((request) =>
      Boolean(request.postData()?.includes('mutation ConfirmDispatch')),
    );
    await page.keyboard.press('Control+Enter');
    find();
    const { variables } = (await confirmed).postDataJSON();
    expect(variables.input).toMatchObject({ id: second.id, serviceIds: [expect.any(String)] });
    await expect(page).not.toHaveURL(addressOf(second.id));
  });
}

test('an Enter pressed ahead takes nothing where the text changed, Escape was pressed, or nothing fits', async ({
  page,
  server,
}) => {
  const { second, show } = await twoOrders(page, server);
  const answer = await confirmSlowly(page);
  const find = await holdBack(page, '**/graphql', 'query SearchServices');
  await page.keyboard.type('hombro');
  await page.keyboard.press('Enter');
  answer();
  show();
  await expect(page).toHaveURL(addressOf(second.id));
  await expect(search(page)).toHaveValue('hombro');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  find();
  await page.keyboard.type('o');
  await expect(page.getByRole('option').first()).toContainText(/hombro/i);
  await expect(picked(page)).toHaveCount(0);

  await search(page).fill('hombro de nadie');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Hay texto sin agregar: agregalo con Enter o borralo.')).toBeVisible();
  await expect(picked(page)).toHaveCount(0);
});

test('what was pressed ahead of a confirmation that was refused adds nothing', async ({ page, server }) => {
  const colleague = await staff(server, 'operador2@demo.example');
  const { first } = await twoOrders(page, server);
  const answer = await confirmSlowly(page);
  await page.keyboard.type('hombro');
  await page.keyboard.press('Enter');
  await takeOver(colleague, first.id);
  answer();
  await expect(page.getByText('Otra persona está trabajando en esta solicitud.')).toBeVisible();
  await expect(page.getByRole('option').first()).toContainText(/hombro/i);
  await expect(search(page)).toHaveValue('hombro');
  await expect(picked(page)).toHaveText(/rodilla/i);
});
