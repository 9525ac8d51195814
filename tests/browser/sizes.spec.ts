import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { staff } from './support/api.ts';
import {
  firstSlot,
  linkTo,
  newPatient,
  open,
  openLink,
  serviceIds,
  submitOrder,
  withAppointment,
  withLink,
} from './support/journey.ts';
import { PAGES } from './support/pages.ts';
import { asNewPatient, beginOrder, PHONE, slots } from './support/patient.ts';
import type { Server } from './support/server.ts';
import { expect, measured, openAs, PASSWORD, type Page, signInAs, test } from './support/test.ts';

test.use(PHONE);

const DIST = resolve(import.meta.dirname, '../../web/dist');
const KILOBYTE = 1000;
/** What a page of the patients may load of JavaScript from cold, in kilobytes, gzipped. */
const BUDGET = 110;

const titled = (page: Page, name: string | RegExp) =>
  expect(page.getByRole('heading', { name }).first()).toBeVisible();

/** States in which a page shows more than at its address alone, or that one comes to from another page. */
const STATES: Record<string, (page: Page, server: Server) => Promise<unknown>> = {
  '/j/:token?, opened to choose': async (page, server) => {
    const { link, person } = await withLink(server, ['ECO-TIR']);
    await open(page, link, person.digits);
    await expect(slots(page).first()).toBeVisible();
  },
  '/j/:token?, opened to an appointment': async (page, server) => {
    const { link, person } = await withAppointment(server);
    await open(page, link, person.digits);
    await titled(page, 'Tu turno');
  },
  '/j/:token?, opened to send other photos': async (page, server) => {
    const [person, operator] = await Promise.all([newPatient(server), staff(server)]);
    await operator.done('requestNewPhoto', { ...(await submitOrder(person)), reason: 'Salió movida' });
    await open(page, await linkTo(server, person.phone), person.digits);
    await expect(page.getByRole('button', { name: 'Adjuntar' })).toBeVisible();
  },
  '/reservar/revisar, taken': async (page, server) => {
    // One after the other, or both would be offered the same slot to book.
    const slow = await withLink(server, ['ECO-TIR']);
    const fast = await withLink(server, ['ECO-TIR']);
    const holder = await openLink(server, fast.link, fast.person.digits);
    const slotId = await firstSlot(holder, await serviceIds(fast.operator, ['ECO-TIR']), 7);
    await holder.done('bookAppointment', { slotId, idempotencyKey: crypto.randomUUID() });
    await openAs(page, slow);
    await page.goto(`/reservar/revisar?turno=${encodeURIComponent(slotId)}`);
    await titled(page, 'Ese horario se acaba de ocupar');
    await expect(slots(page).first()).toBeVisible();
  },
  '/ordenes/nueva, past the question about the telephone': async (page, server) => {
    await asNewPatient(page, server);
    await beginOrder(page);
  },
  '/ordenes/:id, booked': async (page, server) => {
    const { person, request } = await withAppointment(server);
    await signInAs(page, 'signInPatient', { nationalId: person.nationalId, password: PASSWORD });
    await page.goto(`/ordenes/${request.id}`);
    await expect(page.getByRole('link', { name: 'Agregar al calendario' })).toBeVisible();
  },
  '/formularios/:id/:step?, with the figure of the body': async (page, server) => {
    const path = await PAGES['/formularios/:id/:step?']?.(page, server);
    await page.goto(`${path}?parte=2`);
    await page.getByRole('radio', { name: 'Sí' }).check();
    await expect(page.getByText('De espaldas').first()).toBeVisible();
  },
};

/** Pages that a live feed tells of changes: what speaks its protocol comes after all else, and opens a socket then. */
const FOLLOWING = /^\/(ordenes$|ordenes\/:id(,|$)|reservar|tratamiento|j\/.*, opened)/;

/** At its address alone: whoever was never here has nothing of it. */
const atOnce = Object.entries(PAGES).map(([name, enter]) => {
  const state = async (page: Page, server: Server) => {
    const found = await enter?.(page, server);
    const path = typeof found === 'string' ? found : (name.split(',')[0] ?? '');
    await page.goto(path);
    // Until the last part of a page is there, what stands in its place has no title.
    await expect(page.locator('h1').first()).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(new URL(path, server.url).pathname);
  };
  return [name, state] as const;
});

for (const [name, state] of [...atOnce, ...Object.entries(STATES)]) {
  test(`${name} is light`, async ({ page, server }) => {
    const scripts = new Set<string>();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
    });
    let sockets = 0;
    page.on('websocket', () => {
      sockets += 1;
    });
    await state(page, server);
    if (FOLLOWING.test(name)) await expect.poll(() => sockets).toBeGreaterThan(0);
    const files = [...scripts].map((script) => stat(`${DIST}${script}.gz`));
    const bytes = (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
    measured(`${name}: ${(bytes / KILOBYTE).toFixed(1)} kB of JavaScript in ${files.length} files`);
    // React alone is half of it: less was not counted well.
    expect(bytes).toBeGreaterThan((BUDGET / 2) * KILOBYTE);
    expect(bytes).toBeLessThanOrEqual(BUDGET * KILOBYTE);
  });
}
