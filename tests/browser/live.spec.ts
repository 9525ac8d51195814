import { photo } from './support/files.ts';
import { newPatient, submitUploads } from './support/journey.ts';
import { row, search } from './support/review.ts';
import { expect, measured, signInAsOperator, test, VIEWPORTS } from './support/test.ts';

const UPLOADS = 50;
/** Milliseconds from the beginning of an upload until its row is there, for 95 of 100. */
const SOON = 500;

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
    new MutationObserver(() => requestAnimationFrame(look)).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
  const { caller } = await newPatient(server);
  const order = photo();
  const sentAt = new Map<string, number>();
  for (let count = 0; count < UPLOADS; count += 1) {
    const now = Date.now();
    const { id } = await submitUploads(caller, [await caller.upload(order)]);
    sentAt.set(id, now);
    await row(page, id).waitFor({ state: 'visible' });
  }
  const shownAt = await page.evaluate(
    () => (window as unknown as { shownAt: Record<string, number> }).shownAt,
  );
  const took = [...sentAt].map(([id, at]) => (shownAt[id] ?? Number.NaN) - at).sort((a, b) => a - b);
  const percentile = (part: number) => took[Math.ceil(took.length * part) - 1] ?? Number.NaN;
  const told = `upload to visible row, ms: median ${percentile(0.5)}, p95 ${percentile(0.95)}, longest ${percentile(1)}`;
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
