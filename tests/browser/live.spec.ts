import { Cable } from './support/cable.ts';
import { expect, expectAccessible, type Page, signInAsOperator, test } from './support/test.ts';
import { SMALL, Uploader } from './support/uploader.ts';

const UPLOADS = 50;
/** Milliseconds from sending an order until its row is there, for 95 of 100. */
const SOON = 500;

const row = (page: Page, id: string) => page.locator(`[data-request="${id}"]`);
const search = (page: Page) => page.getByRole('combobox', { name: 'Estudios que pide la orden' });

test('an order that is sent is in the queue at once, without moving what is read', async ({
  page,
  server,
}) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signInAsOperator(page);
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('rod');
  const before = page.url();

  // The page notes when each row comes into being; both clocks are this machine's.
  await page.evaluate(() => {
    const shownAt: Record<string, number> = {};
    Object.assign(window, { shownAt });
    new MutationObserver(() => {
      for (const element of document.querySelectorAll<HTMLElement>('[data-request]')) {
        const id = element.dataset.request;
        if (id) shownAt[id] ??= Date.now();
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
  const patient = await Uploader.signUp(server.url);
  const sentAt = new Map<string, number>();
  for (let count = 0; count < UPLOADS; count += 1) {
    const upload = await patient.stage(SMALL);
    const now = Date.now();
    const id = await patient.submit(upload);
    sentAt.set(id, now);
    await row(page, id).waitFor({ state: 'visible' });
  }
  const shownAt = await page.evaluate(
    () => (window as unknown as { shownAt: Record<string, number> }).shownAt,
  );
  const took = [...sentAt].map(([id, at]) => (shownAt[id] ?? Number.NaN) - at).sort((a, b) => a - b);
  const percentile = (part: number) => took[Math.ceil(took.length * part) - 1] ?? Number.NaN;
  const told = `sent to visible, ms: median ${percentile(0.5)}, p95 ${percentile(0.95)}, longest ${percentile(1)}`;
  test.info().annotations.push({ type: 'measured', description: told });
  process.stdout.write(`${told}\n`);
  expect(percentile(0.95), told).toBeLessThan(SOON);

  // What was being done goes on.
  expect(page.url()).toBe(before);
  await expect(search(page)).toBeFocused();
  await expect(search(page)).toHaveValue('rod');
  await page.getByRole('button', { name: `${UPLOADS} nuevas` }).click();
  await expect(row(page, [...sentAt.keys()][0] ?? '')).toBeFocused();
  await expect(page.getByRole('button', { name: /nuevas/ })).toBeHidden();
});

test('a connection that is cut is told at once, and nothing is missing when it is back', async ({
  browser,
  server,
}) => {
  test.setTimeout(60_000);
  const cable = await Cable.to(server.url);
  const context = await browser.newContext({ baseURL: cable.url });
  const page = await context.newPage();
  await signInAsOperator(page);
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  const picked = page.getByRole('list', { name: 'Estudios elegidos' }).getByRole('listitem');
  await expect(picked).toHaveCount(1);
  const patient = await Uploader.signUp(server.url);

  const cutAt = Date.now();
  cable.cut();
  const banner = page.getByText(/Sin conexión.*Última actualización: \d\d:\d\d/);
  await expect(banner).toBeVisible();
  expect(Date.now() - cutAt, 'ms until the banner').toBeLessThan(5_000);
  await expectAccessible(page);

  const uploads: string[] = [];
  for (let count = 0; count < 5; count += 1) uploads.push(await patient.upload(SMALL));
  await search(page).fill('hombro');
  // Long enough for several tries to connect to have failed; after that each minute is like the one before.
  await page.waitForFunction((until) => Date.now() > until, cutAt + 15_000, { polling: 500 });
  for (const id of uploads) await expect(row(page, id)).toHaveCount(0);

  const mendedAt = Date.now();
  cable.mend();
  for (const id of uploads) await row(page, id).waitFor({ state: 'attached' });
  const took = Date.now() - mendedAt;
  process.stdout.write(`back after ${took} ms\n`);
  expect(took, 'ms until all five are there').toBeLessThan(3_000);
  await expect(banner).toBeHidden();
  await expect(search(page)).toHaveValue('hombro');
  await expect(picked).toHaveCount(1);

  await context.close();
  await cable.remove();
});
