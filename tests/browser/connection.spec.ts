import { Cable } from './support/cable.ts';
import { SMALL } from './support/files.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { picked, row, search } from './support/review.ts';
import { expect, expectAccessible, measured, type Page, signInAsOperator, test } from './support/test.ts';

/** Milliseconds for which the connection is cut. */
const CUT = 60_000;

/** Waits for an instant. */
const until = (page: Page, instant: number) =>
  page.waitForFunction((instant) => Date.now() >= instant, instant, { polling: 250, timeout: CUT });

test('a connection that is cut for a minute is told at once, and nothing is missing when it is back', async ({
  browser,
  server,
}) => {
  test.setTimeout(CUT + 60_000);
  const cable = await Cable.to(server.url);
  // Not watched: pictures come from the server itself, which is another host from behind a cable.
  const page = await browser.newPage({ baseURL: cable.url, locale: 'es-AR' });
  await signInAsOperator(page);
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('rodilla');
  await page.keyboard.press('Enter');
  await expect(picked(page)).toHaveCount(1);
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
  await expect(picked(page)).toHaveCount(1);
  await page.close();
  await cable.remove();
});
