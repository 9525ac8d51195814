import { asStaff } from './support/api.ts';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  type Page,
  screenshot,
  screenshots,
  signInAsOperator,
  test,
} from './support/test.ts';
import { pdf, SMALL, Uploader } from './support/uploader.ts';

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
async function open(page: Page, id: string) {
  await page.goto(`/consola/revision?solicitud=${encodeURIComponent(id)}`);
  await expect(search(page)).toBeFocused();
}

/** Closes what cannot be confirmed: nobody can be written to there. */
async function closeWithoutPhone(url: string) {
  const operator = await asStaff(url);
  type Row = { id: string; patient: { mobilePhone: string | null } };
  const { worklist } = await operator<{ worklist: { nodes: Row[] } }>(
    '{ worklist(filter: { states: [PENDING_REVIEW] }, first: 50) { nodes { id patient { mobilePhone } } } }',
  );
  for (const { id, patient } of worklist.nodes) {
    if (patient.mobilePhone !== null) continue;
    await operator(
      `mutation ($input: ResolveAssistanceRequestInput!) {
        resolveAssistanceRequest(input: $input) { userErrors { code } }
      }`,
      { input: { id } },
    );
  }
}

/** Says how long messages of this server wait. */
async function delay(url: string, dispatchDelaySeconds: number) {
  const admin = await asStaff(url, 'admin@demo.example');
  await admin(
    `mutation ($input: UpdateClinicSettingsInput!) {
      updateClinicSettings(input: $input) { userErrors { code } }
    }`,
    { input: { dispatchDelaySeconds } },
  );
}

test('ten orders by keyboard alone: what is typed and two keys for each', async ({ page, server }) => {
  test.setTimeout(60_000);
  await closeWithoutPhone(server.url);
  await signInAsOperator(page);
  await expect(search(page)).toBeFocused();
  await page.evaluate(() => {
    const counts = { keys: 0, mouse: 0 };
    Object.assign(window, { counts });
    addEventListener('keydown', ({ key }) => key !== 'Control' && counts.keys++, true);
    for (const kind of ['mousedown', 'pointerdown', 'touchstart']) {
      addEventListener(kind, () => counts.mouse++, true);
    }
  });
  const name = page.getByRole('heading', { name: /, / });
  const seen = new Set<string>();
  for (const query of QUERIES) {
    const before = page.url();
    seen.add(before);
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
});

test('an operator looks at an order closely, and picks services', async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 1440, height: 900 });
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
  await page.getByRole('button', { name: 'Girar' }).click();
  await page.getByRole('button', { name: 'Agrandar' }).click();
  // What was begun outlives a reload.
  await page.reload();
  await expect(picked(page)).toHaveCount(1);
  await screenshots(page, 'console-review');
  await expectNoSidewaysScroll(page);
});

test('pages of a PDF and several files', async ({ page, server }) => {
  test.slow();
  const patient = await Uploader.signUp(server.url);
  const id = await patient.submit(await patient.stage(pdf()), await patient.stage('02-abdomen-renal.jpg'));
  await page.setViewportSize({ width: 1440, height: 900 });
  await signInAsOperator(page);
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
  browser,
  server,
}) => {
  test.slow();
  await delay(server.url, 1);
  const patient = await Uploader.signUp(server.url);
  const id = await patient.upload(SMALL);
  await signInAsOperator(page);
  await open(page, id);
  const context = await browser.newContext({ baseURL: server.url });
  const other = await context.newPage();
  await signInAsOperator(other, 'operador2@demo.example');
  await open(other, id);
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
  await expect(other.getByText(/Cambió mientras la mirabas/)).toBeVisible();
  await expect(other.getByText(/Estudios guardados: .*rodilla/)).toBeVisible();
  await expect(picked(other)).toHaveText(/hombro/i);
  await screenshot(other, 'console-review-conflict');
  await expectAccessible(other);

  const messages = async () => (await server.outbox()).filter(({ to }) => to.includes(`5555${patient.phone}`)).length;
  await expect.poll(messages).toBe(1);
  await expect(other.getByText(/El mensaje ya salió/)).toBeVisible();
  expect(await messages()).toBe(1);
  await context.close();
});

test('what cannot be combined is refused in words, beside the search', async ({ page, server }) => {
  const patient = await Uploader.signUp(server.url);
  await signInAsOperator(page);
  await open(page, await patient.upload(SMALL));
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
  test.slow();
  const patient = await Uploader.signUp(server.url);
  const id = await patient.upload(SMALL);
  await signInAsOperator(page);
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
  await screenshots(page, 'console-shortcuts');
  await page.keyboard.press('Escape');

  await page.keyboard.press('c');
  await page.getByRole('dialog').getByRole('textbox').fill('No atiende; dejé mensaje.');
  await page.getByRole('button', { name: 'Guardar contacto' }).click();
  await expect(page.getByText('No atiende; dejé mensaje.')).toBeVisible();
  await expect(page.getByText(/Cambió mientras/)).toBeHidden();

  await page.getByRole('button', { name: 'Acciones' }).click();
  await page.getByRole('menuitem', { name: 'Pedir otra foto…' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Está movida');
  await page.getByRole('button', { name: 'Pedir la foto' }).click();
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(id)));
});
