import { expect, expectNoSidewaysScroll, type Page, screenshots, signInAsOperator, test } from './support/test.ts';

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

test('ten orders by keyboard alone: what is typed and two keys for each', async ({ page }) => {
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
  const name = page.getByRole('heading', { level: 1 });
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
