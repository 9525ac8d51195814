import { Cable } from './support/cable.ts';
import { SMALL } from './support/files.ts';
import { newPatient, submitOrder, submitUploads } from './support/journey.ts';
import { expect, expectAccessible, measured, type Page, signInAsOperator, test, VIEWPORTS } from './support/test.ts';

const UPLOADS = 50;
/** Milliseconds from sending an order until its row is there, for 95 of 100. */
const SOON = 500;
/** Milliseconds for which the connection is cut. */
const CUT = 60_000;

const row = (page: Page, id: string) => page.locator(`[data-request="${id}"]`);
/** Waits for an instant. */
const until = (page: Page, instant: number) =>
  page.waitForFunction((instant) => Date.now() >= instant, instant, { polling: 250, timeout: CUT });
const search = (page: Page) => page.getByRole('combobox', { name: 'Estudios que pide la orden' });

test('an order that is sent is in the queue at once, without moving what is read', async ({
  page,
  server,
}) => {
  test.setTimeout(120_000);
  await page.setViewportSize(VIEWPORTS.desktop);
  await signInAsOperator(page);
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('rod');
  const before = page.url();

  // The page notes when each row is first painted; both clocks are this machine's.
  await page.evaluate(() => {
    const shownAt: Record<string, number> = {};
    Object.assign(window, { shownAt });
    const look = () => {
      for (const element of document.querySelectorAll<HTMLElement>('[data-request]')) {
        const id = element.dataset.request;
        if (id && element.checkVisibility()) shownAt[id] ??= Date.now();
      }
    };
    new MutationObserver(() => requestAnimationFrame(look)).observe(document.body, { childList: true, subtree: true });
  });
  const { caller } = await newPatient(server);
  const sentAt = new Map<string, number>();
  for (let count = 0; count < UPLOADS; count += 1) {
    const upload = await caller.upload(SMALL);
    const now = Date.now();
    const { id } = await submitUploads(caller, [upload]);
    sentAt.set(id, now);
    await row(page, id).waitFor({ state: 'visible' });
  }
  const shownAt = await page.evaluate(
    () => (window as unknown as { shownAt: Record<string, number> }).shownAt,
  );
  const took = [...sentAt].map(([id, at]) => (shownAt[id] ?? Number.NaN) - at).sort((a, b) => a - b);
  const percentile = (part: number) => took[Math.ceil(took.length * part) - 1] ?? Number.NaN;
  const told = `sent to visible, ms: median ${percentile(0.5)}, p95 ${percentile(0.95)}, longest ${percentile(1)}`;
  measured(told);
  expect(percentile(0.95), told).toBeLessThan(SOON);

  // What was being done goes on.
  expect(page.url()).toBe(before);
  await expect(search(page)).toBeFocused();
  await expect(search(page)).toHaveValue('rod');
  await page.getByRole('button', { name: `${UPLOADS} nuevas` }).click();
  await expect(row(page, [...sentAt.keys()][0] ?? '')).toBeFocused();
  await expect(page.getByRole('button', { name: /nuevas/ })).toBeHidden();
});

test('a connection that is cut for a minute is told at once, and nothing is missing when it is back', async ({
  browser,
  server,
}) => {
  test.setTimeout(CUT + 60_000);
  const cable = await Cable.to(server.url);
  const context = await browser.newContext({ baseURL: cable.url, locale: 'es-AR' });
  const page = await context.newPage();
  await signInAsOperator(page);
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  const picked = page.getByRole('list', { name: 'Estudios elegidos' }).getByRole('listitem');
  await expect(picked).toHaveCount(1);
  const patient = await newPatient(server);

  const cutAt = Date.now();
  cable.cut();
  const banner = page.getByText(/Sin conexión.*Última actualización: \d\d:\d\d/);
  await expect(banner).toBeVisible();
  const told = Date.now() - cutAt;
  measured(`connection cut to banner: ${told} ms`);
  expect(told, 'ms until the banner').toBeLessThan(5_000);
  await expectAccessible(page);

  await search(page).fill('hombro');
  const requests: string[] = [];
  for (let count = 1; count <= 5; count += 1) {
    await until(page, cutAt + (CUT * count) / 6);
    const { id } = await submitOrder(patient, SMALL);
    requests.push(id);
  }
  await until(page, cutAt + CUT);
  await expect(banner).toBeVisible();
  for (const id of requests) await expect(row(page, id)).toHaveCount(0);

  const mendedAt = Date.now();
  cable.mend();
  for (const id of requests) await row(page, id).waitFor({ state: 'visible' });
  const took = Date.now() - mendedAt;
  measured(`connection back to all five orders, after ${(mendedAt - cutAt) / 1_000} s without: ${took} ms`);
  expect(took, 'ms until all five are there').toBeLessThan(3_000);
  await expect(banner).toBeHidden();
  await expect(search(page)).toHaveValue('hombro');
  await expect(picked).toHaveCount(1);
  await context.close();
  await cable.remove();
});
