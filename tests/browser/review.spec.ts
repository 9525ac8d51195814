import { pdf, photo, SMALL } from './support/files.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { openRequest, picked, search } from './support/review.ts';
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
  await openRequest(page, id);
  await expect(page.getByRole('img', { name: 'Orden médica, página 1 de 2' })).toBeVisible();
  await page.getByRole('button', { name: 'Página 2' }).click();
  await expect(page.getByRole('img', { name: 'Orden médica, página 2 de 2' })).toBeVisible();
  await expect(page.locator('canvas')).toHaveAttribute('aria-busy', 'false');
  await screenshot(page, 'console-review-pdf');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Archivo 2' }).click();
  await expect(page.locator('img')).toHaveJSProperty('complete', true);
});

test('what cannot be combined is refused in words, beside the search', async ({ page, server }) => {
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await openRequest(page, id);
  for (const query of ['resonancia rodilla', 'mamografia']) {
    await search(page).fill(query);
    await search(page).press('Enter');
    await expect(search(page)).toHaveValue('');
  }
  await expect(picked(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Confirmar envío' }).click();
  await expect(page.getByText('Estas prestaciones no se pueden hacer en un mismo turno.')).toBeVisible();
  await expect(picked(page)).toHaveCount(2);
});

test('a document of many pages leaves the order its room', async ({ page, server }) => {
  const { id } = await submitOrder(await newPatient(server), new Blob([pdf(80)]));
  await openRequest(page, id);
  const pages = page.getByRole('navigation', { name: 'Páginas del archivo' });
  await expect(pages.getByRole('button')).toHaveCount(2);
  await pages.getByRole('button', { name: 'Siguiente' }).click();
  await expect(page.getByRole('img', { name: 'Orden médica, página 2 de 80' })).toBeVisible();
  await pages.getByRole('combobox').selectOption('80 de 80');
  await expect(page.getByRole('img', { name: 'Orden médica, página 80 de 80' })).toBeVisible();
  await expect(pages.getByRole('button', { name: 'Siguiente' })).toBeDisabled();
  await screenshot(page, 'review-many-pages');
});

test('a small desktop shows the order so that it can be read, and the button that confirms', async ({
  page,
  server,
}) => {
  const { id } = await submitOrder(await newPatient(server), photo('02-abdomen-renal.jpg'));
  await page.setViewportSize(VIEWPORTS.laptop);
  await openRequest(page, id);
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
