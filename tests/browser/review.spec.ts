import { type Caller, staff } from './support/api.ts';
import { Cable } from './support/cable.ts';
import { pdf, photo, SMALL } from './support/files.ts';
import { confirm, newPatient, submitOrder } from './support/journey.ts';
import type { Server } from './support/server.ts';
import {
  expect,
  expectAccessible,
  type Page,
  screenshot,
  screenshots,
  signInAsOperator,
  test,
  VIEWPORTS,
} from './support/test.ts';

const search = (page: Page) => page.getByRole('combobox', { name: 'Estudios que pide la orden' });
const picked = (page: Page) => page.getByRole('list', { name: 'Estudios elegidos' }).getByRole('listitem');

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

/** Opens a request, and waits until it can be worked on. */
async function open(page: Page, id: string, email?: string) {
  await signInAsOperator(page, email, `/consola/revision?solicitud=${encodeURIComponent(id)}`);
  await expect(search(page)).toBeFocused();
}

/** Holds a key for a while. */
async function hold(page: Page, key: string) {
  for (let count = 0; count < 10; count += 1) await page.keyboard.down(key);
  await page.keyboard.up(key);
}

/** Turns the picture, makes it larger and smaller, and as it was. */
async function lookClosely(page: Page) {
  const picture = page.getByRole('img', { name: /^Orden médica/ });
  await expect(picture).toHaveJSProperty('complete', true);
  const press = (name: string) => page.getByRole('button', { name }).click();
  const size = async () => {
    const box = await picture.boundingBox();
    return { width: box?.width ?? 0, height: box?.height ?? 0 };
  };
  const shape = async () => (await size()).width / (await size()).height;
  const before = await size();
  await press('Agrandar');
  await expect.poll(async () => (await size()).width).toBeGreaterThan(before.width * 1.2);
  const large = await size();
  await press('Achicar');
  await expect.poll(async () => (await size()).width).toBeLessThan(large.width * 0.9);
  await press('Girar');
  await expect.poll(shape).toBeCloseTo(before.height / before.width, 1);
  await press('Ajustar');
  await expect.poll(size).toEqual(before);
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
  await open(page, ids[0] ?? '');
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
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(ids[0] ?? '')));
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

test('an operator looks at an order closely, and picks services', async ({ page }) => {
  await page.setViewportSize(VIEWPORTS.desktop);
  await signInAsOperator(page);
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('rodilla');
  await expect(page.getByRole('option').first()).toBeVisible();
  await screenshots(page, 'console-review-search');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
  await page.keyboard.press('Backspace');
  await expect(picked(page)).toHaveCount(0);
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  await lookClosely(page);
  // What was begun outlives a reload.
  await page.reload();
  await expect(picked(page)).toHaveCount(1);
  await screenshots(page, 'console-review');
});

test('pages of a PDF and several files', async ({ page, server }) => {
  const { id } = await submitOrder(
    await newPatient(server),
    new Blob([pdf()]),
    photo('02-abdomen-renal.jpg'),
  );
  await page.setViewportSize(VIEWPORTS.desktop);
  await open(page, id);
  await expect(page.getByRole('img', { name: 'Orden médica, página 1 de 2' })).toBeVisible();
  await page.getByRole('button', { name: 'Página 2' }).click();
  await expect(page.getByRole('img', { name: 'Orden médica, página 2 de 2' })).toBeVisible();
  await expect(page.locator('canvas')).toHaveAttribute('aria-busy', 'false');
  await screenshot(page, 'console-review-pdf');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Archivo 2' }).click();
  await expect(page.locator('img')).toHaveJSProperty('complete', true);
});

test('two operators on one request: each sees the other, and one message leaves', async ({
  page,
  another,
  server,
}) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient, SMALL);
  await open(page, id);
  const other = await another();
  await open(other, id, 'operador2@demo.example');
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
  await expect(other.getByText(/Estudios guardados: .*rodilla/)).toBeVisible();
  await expect(picked(other)).toHaveText(/hombro/i);
  await screenshot(other, 'console-review-conflict');
  await expectAccessible(other);

  const messages = async () =>
    (await server.outbox()).filter(({ to }) => to.includes(patient.phone.slice(1))).length;
  await expect.poll(messages).toBe(1);
  await expect(other.getByText(/El mensaje ya salió/)).toBeVisible();
  expect(await messages()).toBe(1);
});

test('what cannot be combined is refused in words, beside the search', async ({ page, server }) => {
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await open(page, id);
  for (const query of ['resonancia rodilla', 'mamografia']) {
    await search(page).fill(query);
    await search(page).press('Enter');
    await expect(search(page)).toHaveValue('');
  }
  await expect(picked(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Confirmar envío' }).click();
  await expect(page.getByText('Estos estudios no se pueden hacer en un mismo turno.')).toBeVisible();
  await expect(picked(page)).toHaveCount(2);
});

test('letters are keys in the list and letters in the search; what is done leads on', async ({
  page,
  server,
}) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient, SMALL);
  await open(page, id);
  await page.keyboard.type('jkr');
  await expect(search(page)).toHaveValue('jkr');
  await search(page).fill('');
  await page.keyboard.press('Escape');
  await expect(page.locator(`[data-request="${id}"]`)).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(id)));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page.locator(`[data-request="${id}"]`)).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Atajos de teclado' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.keyboard.press('c');
  await page.getByRole('dialog').getByRole('textbox').fill('No atiende; dejé mensaje.');
  await page.getByRole('button', { name: 'Guardar contacto' }).click();
  await expect(page.getByText('No atiende; dejé mensaje.')).toBeVisible();
  await expect(page.getByText(/Cambió mientras/)).toBeHidden();

  await expect(page.getByRole('dialog')).toBeHidden();
  await page.locator(`[data-request="${id}"]`).focus();
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
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(id)));
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
  await open(page, request.id);
  const list = page.getByRole('listbox');
  for (const text of ['***', '%', '😀', '  ']) {
    await search(page).fill(text);
    if (text.trim() !== '') await expect(list).toContainText('Ningún estudio coincide');
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

test('a document of many pages leaves the order its room', async ({ page, server }) => {
  const { id } = await submitOrder(await newPatient(server), new Blob([pdf(80)]));
  await open(page, id);
  const pages = page.getByRole('navigation', { name: 'Páginas del archivo' });
  await expect(pages.getByRole('button')).toHaveCount(2);
  await pages.getByRole('button', { name: 'Siguiente' }).click();
  await expect(page.getByRole('img', { name: 'Orden médica, página 2 de 80' })).toBeVisible();
  await pages.getByRole('combobox').selectOption('80 de 80');
  await expect(page.getByRole('img', { name: 'Orden médica, página 80 de 80' })).toBeVisible();
  await expect(pages.getByRole('button', { name: 'Siguiente' })).toBeDisabled();
  await screenshot(page, 'review-many-pages');
});

/** Takes a request over, as somebody whose colleague went away. */
async function takeOver(colleague: Caller, id: string) {
  const mutation = `mutation ($id: ID!) {
    claimAssistanceRequest(input: { id: $id, takeOver: true }) { userErrors { code } }
  }`;
  await colleague.ask(mutation, { id });
}

/** Holds what a page asks for a while, as a slow line does. */
async function slowDown(page: Page, milliseconds: number) {
  await page.route('**/graphql', async (route) => {
    await new Promise((goOn) => setTimeout(goOn, milliseconds));
    await route.continue();
  });
}

test('what is typed before the next request is there stands in its search', async ({ page, server }) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient, SMALL, SMALL);
  await submitOrder(patient, SMALL, SMALL);
  await page.setViewportSize(VIEWPORTS.desktop);
  await open(page, id);
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
  await slowDown(page, 150);
  const confirming = page.getByRole('button', { name: /Confirmando…/ });
  const sawBusy = confirming.waitFor();
  await page.keyboard.press('Control+Enter');
  await page.keyboard.type('abdominal', { delay: 25 });
  await sawBusy;
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(id)));
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

test('who picked the same as a colleague who was faster is told so, and corrects only on purpose', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const colleague = await staff(server, 'operador2@demo.example');
  const request = await submitOrder(await newPatient(server), SMALL);
  await open(page, request.id);
  await page.keyboard.type('ECO-ABD');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
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
  const colleague = await staff(server, 'operador2@demo.example');
  const request = await submitOrder(await newPatient(server), SMALL);
  await open(page, request.id);
  await page.keyboard.type('ECO-ABD');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
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
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(request.id)));
});

test('the first that fits is highlighted, also for the first search of a page', async ({ page, server }) => {
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await open(page, id);
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

test('a small desktop shows the order so that it can be read, and the button that confirms', async ({
  page,
  server,
}) => {
  const { id } = await submitOrder(await newPatient(server), photo('02-abdomen-renal.jpg'));
  await page.setViewportSize(VIEWPORTS.laptop);
  await open(page, id);
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Confirmar envío' })).toBeInViewport({ ratio: 1 });
  const order = page.getByRole('region', { name: 'Orden médica' });
  await expect(order).toBeInViewport({ ratio: 1 });
  const box = await order.boundingBox();
  expect(box?.width).toBeGreaterThan(400);
  expect(box?.height).toBeGreaterThan(600);
  await screenshot(page, 'console-review-laptop');
  // One key turns it.
  const picture = page.getByRole('img', { name: /^Orden médica/ });
  await expect(picture).toHaveJSProperty('complete', true);
  const shape = async () => {
    const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 1 };
    return width / height;
  };
  const before = await shape();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await expect.poll(shape).toBeCloseTo(1 / before, 1);
});
