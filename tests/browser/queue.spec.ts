import { type Caller, staff } from './support/api.ts';
import { pdf, SMALL } from './support/files.ts';
import { confirm, newPatient, submitOrder } from './support/journey.ts';
import { addressOf, openRequest, picked, reviewOf, row, search } from './support/review.ts';
import { Server } from './support/server.ts';
import {
  expect,
  holdBack,
  PASSWORD,
  type Page,
  screenshot,
  signInAsOperator,
  test,
  testApart,
  VIEWPORTS,
} from './support/test.ts';

/** A request as the queue has it. */
interface Waiting {
  id: string;
  version: number;
  uploadedAt: string;
  patient: { mobilePhone: string | null };
}

/** What waits for a review, the oldest first. */
async function waiting(operator: Caller): Promise<Waiting[]> {
  const { worklist } = await operator.ask<{ worklist: { nodes: Waiting[] } }>(`{
    worklist(filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION] }, orderBy: { field: UPLOADED_AT }, first: 100) {
      nodes { id version uploadedAt patient { mobilePhone } }
    }
  }`);
  return worklist.nodes;
}

/** Where on the screen the row of a request begins. */
async function placeOf(page: Page, id: string): Promise<number | undefined> {
  return (await row(page, id).boundingBox())?.y;
}

testApart(
  'what arrives and what returns above it does not move the request that is open',
  async ({ page, untouched: server }) => {
    const operator = await staff(server);
    await (await staff(server, 'admin@demo.example')).done('updateClinicSettings', {
      dispatchDelaySeconds: 600,
    });
    const queue = await waiting(operator);
    const older = queue.find(({ patient }) => patient.mobilePhone !== null);
    const [first, second] = queue.filter((request) => request !== older).map(({ id }) => id);
    if (!older || !first || !second) throw new Error('the demo has no queue');
    await confirm(operator, older);

    await page.setViewportSize(VIEWPORTS.desktop);
    await signInAsOperator(page, 'operador2@demo.example');
    const last = (await submitOrder(await newPatient(server), SMALL)).id;
    const comeAndGo = async (open: string) => {
      await page.goto(reviewOf(open));
      await expect(search(page)).toBeFocused();
      const before = await placeOf(page, open);
      expect(before).toBeDefined();
      const cancel = 'mutation ($id: ID!) { cancelDispatch(input: { id: $id }) { userErrors { code } } }';
      await operator.ask(cancel, { id: older.id });
      await expect(row(page, older.id)).toBeAttached();
      expect(await placeOf(page, open)).toBeCloseTo(before ?? 0, 0);
      const { id } = await submitOrder(await newPatient(server), SMALL);
      await expect(row(page, id)).toBeAttached();
      expect(await placeOf(page, open)).toBeCloseTo(before ?? 0, 0);
      await expect(page.getByRole('button', { name: '1 nueva' })).toBeVisible();
      const now = (await waiting(operator)).find(({ id }) => id === older.id);
      if (now) await confirm(operator, now);
      await expect(row(page, older.id)).toHaveCount(0);
      expect(await placeOf(page, open)).toBeCloseTo(before ?? 0, 0);
    };
    // At the beginning of the list, in its midst, and at its end.
    for (const open of [first, second, last]) await comeAndGo(open);
  },
);

testApart('the orders of earlier days stand before those of today', async ({ page, untouched: server }) => {
  await submitOrder(await newPatient(server), SMALL);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Argentina/Buenos_Aires' });
  const queue = await waiting(await staff(server));
  const earlier = queue.filter(({ uploadedAt }) => day.format(new Date(uploadedAt)) < day.format()).length;
  expect(earlier).toBeGreaterThan(0);
  await page.setViewportSize(VIEWPORTS.desktop);
  await signInAsOperator(page);
  const headings = page.getByRole('region', { name: 'Órdenes por revisar' }).getByRole('heading');
  await expect(headings).toHaveText([`${earlier} de días anteriores`, `${queue.length - earlier} de hoy`]);
  await screenshot(page, 'console-review-earlier');
});

test('who loses the session in the middle of a review is back in it, with what was picked', async ({
  page,
  context,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await openRequest(page, id);
  await search(page).fill('rodilla');
  await search(page).press('Enter');
  await expect(picked(page)).toHaveCount(1);
  await context.clearCookies();
  await search(page).press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'Ingresá a la consola' })).toBeVisible();
  await page.getByLabel('Correo electrónico').fill('operadora@demo.example');
  await page.getByLabel('Contraseña').fill(PASSWORD);
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await expect(page).toHaveURL(addressOf(id));
  await expect(picked(page)).toHaveText(/rodilla/);
  await expect(search(page)).toBeFocused();
  await search(page).press('Control+Enter');
  await expect(page.getByRole('status').getByText(/Encolado para/)).toBeVisible();
});

test('the next request is there before it is asked for, its document too', async ({ page, server }) => {
  const patient = await newPatient(server);
  const first = await submitOrder(patient, SMALL);
  const next = await submitOrder(patient, new Blob([pdf()]));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await openRequest(page, first.id);
  const operator = await staff(server);
  type Order = { assistanceRequest: { order: { attachments: [{ url: string }] } } };
  const { assistanceRequest } = await operator.ask<Order>(
    'query ($id: ID!) { assistanceRequest(id: $id) { order { attachments { url } } } }',
    { id: next.id },
  );
  // Each reading signs the address anew.
  const file = new URL(assistanceRequest.order.attachments[0].url).pathname;
  const brought = () => asked.filter((url) => url.includes(file) || /PdfPage|pdf\.worker/.test(url));
  await expect.poll(() => brought().length).toBe(3);

  const cached: string[] = [];
  const watch = await page.context().newCDPSession(page);
  await watch.send('Network.enable');
  watch.on('Network.responseReceived', ({ response }) => {
    if (response.url.includes(file)) cached.push(String(response.fromDiskCache));
  });
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(page.getByRole('img', { name: 'Orden médica, página 1 de 2' })).toBeVisible();
  expect(cached).toEqual(['true']);
});

test.describe('with more waiting than one reading brings', () => {
  let full: Server;
  test.beforeAll(async () => {
    full = await Server.start('--requests', '4000');
  });
  test.afterAll(() => full.stop());

  test('the numbers are of all, and nobody is stepped over when an order arrives', async ({ another }) => {
    const operator = await staff(full);
    const page = await another({ baseURL: full.url, viewport: VIEWPORTS.desktop });
    await signInAsOperator(page);
    type Counted = { all: { totalCount: number }; today: { totalCount: number } };
    const count = async () => {
      const states = 'states: [PENDING_REVIEW, NEEDS_ATTENTION]';
      const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Argentina/Buenos_Aires' }).format();
      const { all, today: of } = await operator.ask<Counted>(`{
        all: worklist(filter: { ${states} }, first: 0) { totalCount }
        today: worklist(filter: { ${states}, from: "${today}" }, first: 0) { totalCount }
      }`);
      return { earlier: all.totalCount - of.totalCount, today: of.totalCount, all: all.totalCount };
    };
    const told = (count: number) => new Intl.NumberFormat('es-AR', { useGrouping: false }).format(count);
    const headings = page.getByRole('region', { name: 'Órdenes por revisar' }).getByRole('heading');
    const before = await count();
    expect(before.all).toBeGreaterThan(100);
    await expect(headings).toHaveText([
      `${told(before.earlier)} de días anteriores`,
      `${told(before.today)} de hoy`,
    ]);
    await expect(page.getByRole('link', { name: /Revisión \(/ })).toHaveText(
      `Revisión (${new Intl.NumberFormat('es-AR').format(before.all)})`,
    );
    await screenshot(page, 'console-review-many');

    // Nothing more is read until the operator stands at the end of what is there, and an order has come.
    const queue = await waiting(operator);
    const release = await holdBack(page, '**/graphql', '"after":"');
    const [from = '', , last = ''] = queue.slice(-3).map(({ id }) => id);
    await page.goto(reviewOf(from));
    await expect(search(page)).toBeFocused();
    const arrived = await submitOrder(await newPatient(full), SMALL);
    await expect(row(page, arrived.id)).toBeAttached();
    await expect(headings.last()).toHaveText(`${told(before.today + 1)} de hoy`);
    await page.keyboard.press('Escape');
    await expect(async () => {
      await page.keyboard.press('j');
      await expect(page).toHaveURL(addressOf(last), { timeout: 500 });
    }).toPass();
    await expect(row(page, last)).toBeFocused();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(page).toHaveURL(addressOf(last));
    release();
    await expect(async () => {
      await page.keyboard.press('j');
      await expect(page).not.toHaveURL(addressOf(last), { timeout: 500 });
    }).toPass();
    const next = new URL(page.url()).searchParams.get('solicitud');
    type Next = { worklist: { edges: { cursor: string; node: { id: string } }[] } };
    const { worklist } = await operator.ask<Next>(`{
      worklist(filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION] }, orderBy: { field: UPLOADED_AT }, first: 100) {
        edges { cursor node { id } }
      }
    }`);
    const { worklist: rest } = await operator.ask<Next>(
      `query ($after: String) {
        worklist(filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION] }, orderBy: { field: UPLOADED_AT }, first: 1, after: $after) {
          edges { cursor node { id } }
        }
      }`,
      { after: worklist.edges.at(-1)?.cursor },
    );
    expect(next).toBe(rest.edges[0]?.node.id);
    await page.close();
  });
});
