import { staff } from './support/api.ts';
import { SMALL } from './support/files.ts';
import { confirm, newPatient, type Patient, submitOrder } from './support/journey.ts';
import { openRequest, picked, search } from './support/review.ts';
import type { Server } from './support/server.ts';
import { expect, look, type Page, test, VIEWPORTS } from './support/test.ts';

const OTHER = 'operador2@demo.example';

/** Picks a service for the request that is open. */
async function pick(page: Page, query: string) {
  await search(page).fill(query);
  await search(page).press('Enter');
  await expect(picked(page)).toHaveCount(1);
}

/** Holds the confirmations of these pages at the server's door until all have come, and lets them in together. */
async function letInTogether(pages: Page[]) {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let come = 0;
  for (const page of pages) {
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation ConfirmDispatch')) return route.fallback();
      come += 1;
      if (come === pages.length) open();
      await opened;
      await route.continue();
    });
  }
}

/** Confirms on all pages at one moment: one of them, and only one, is told that it is queued. */
async function confirmTogether(pages: Page[]): Promise<Page> {
  await letInTogether(pages);
  for (const page of pages) await search(page).press('Control+Enter');
  const taken = (page: Page) =>
    page.getByRole('alert').filter({ hasText: /ya la confirmó mientras la mirabas/ });
  const slower = await Promise.any(
    pages.map((page) =>
      taken(page)
        .waitFor()
        .then(() => page),
    ),
  );
  for (const page of pages) {
    const isSlower = page === slower;
    await expect(page.getByText(/Encolado para/)).toHaveCount(isSlower ? 0 : 1);
    await expect(taken(page)).toHaveCount(isSlower ? 1 : 0);
  }
  return slower;
}

/** How many messages left for somebody, once one that was due later has left. */
async function messagesTo(server: Server, { phone }: Patient): Promise<number> {
  const later = await newPatient(server);
  await confirm(await staff(server), await submitOrder(later, SMALL));
  const to = async (phone: string) =>
    (await server.outbox()).filter((message) => message.to.includes(phone.slice(1))).length;
  await expect.poll(() => to(later.phone), { timeout: 30_000 }).toBe(1);
  return to(phone);
}

test('two operators of whom one took the request over confirm at the same moment: one message', async ({
  page,
  another,
  server,
}) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient, SMALL);
  await page.setViewportSize(VIEWPORTS.desktop);
  await openRequest(page, id);
  await pick(page, 'rodilla');
  const other = await another({ viewport: VIEWPORTS.desktop });
  await openRequest(other, id, OTHER);
  await pick(other, 'hombro');
  await other.getByRole('button', { name: 'Tomarla igual' }).click();
  await expect(page.getByText(/Martín Aguirre está con esta solicitud/)).toBeVisible();
  await look(page, 'console-review-taken-over', 'desktop');

  expect(await confirmTogether([page, other])).toBe(page);
  await look(page, 'console-review-taken', 'desktop');
  expect(await messagesTo(server, patient)).toBe(1);
});

test('two operators whose claims never came through confirm at the same moment: one message', async ({
  page,
  another,
  server,
}) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient, SMALL);
  const pages = [page, await another()];
  for (const page of pages) {
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('mutation Claim') ? route.abort() : route.fallback(),
    );
  }
  const [one, two] = pages as [Page, Page];
  await openRequest(one, id);
  await openRequest(two, id, OTHER);
  await pick(one, 'rodilla');
  await pick(two, 'hombro');
  await expect(two.getByText(/está con esta solicitud/)).toHaveCount(0);
  await confirmTogether(pages);
  expect(await messagesTo(server, patient)).toBe(1);
});
