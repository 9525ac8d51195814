import { Cable } from './support/cable.ts';
import { pdf, SMALL } from './support/files.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { openRequest } from './support/review.ts';
import { expect, look, test, VIEWPORTS } from './support/test.ts';

for (const [count, name] of [
  [2, 'console-review-pdf'],
  [80, 'console-review-many-pages'],
] as const) {
  test(`a document of ${count} pages, in both themes`, async ({ page, server }) => {
    const { id } = await submitOrder(await newPatient(server), new Blob([pdf(count)]));
    await page.setViewportSize(VIEWPORTS.desktop);
    await openRequest(page, id);
    await expect(page.getByRole('img', { name: `Orden médica, página 1 de ${count}` })).toBeVisible();
    await expect(page.locator('canvas')).toHaveAttribute('aria-busy', 'false');
    await look(page, name, 'desktop');
  });
}

test('a connection that is lost, in both themes', async ({ browser, server }) => {
  const { id } = await submitOrder(await newPatient(server), SMALL);
  const cable = await Cable.to(server.url);
  // Not watched: pictures come from the server itself, which is another host from behind a cable.
  const page = await browser.newPage({ baseURL: cable.url, locale: 'es-AR', viewport: VIEWPORTS.desktop });
  await openRequest(page, id);
  cable.cut();
  await expect(page.getByText(/Sin conexión/)).toBeVisible();
  await look(page, 'console-review-cut-off', 'desktop');
  await page.close();
  await cable.remove();
});
