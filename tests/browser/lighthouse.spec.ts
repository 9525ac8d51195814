import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import lighthouse from 'lighthouse';
import { chromium as executablePath } from './support/browser.ts';
import {
  firstSlot,
  openLink,
  serviceIds,
  submitOrder,
  withAppointment,
  withLink,
  withVisits,
} from './support/journey.ts';
import { asNewPatient } from './support/patient.ts';
import { routes } from './support/routes.ts';
import type { Server } from './support/server.ts';
import { expect, measured, openAs, PASSWORD, signInAs, test } from './support/test.ts';

/** Comes to where a page is shown, without loading any of it; answers its address where that is not always the same. */
type Enter = (page: Page, server: Server) => Promise<unknown>;

/** The holder of a link to choose, or to choose anew, and a slot to look at again. */
const bySlot =
  (make: typeof withLink, path: string): Enter =>
  async (page, server) => {
    const story = await make(server, ['ECO-TIR']);
    const holder = await openLink(server, story.link, story.person.digits);
    const slot = await firstSlot(holder, await serviceIds(story.operator, ['ECO-TIR']), 6);
    await openAs(page, story);
    return `${path}?turno=${encodeURIComponent(slot)}`;
  };

/** The holder of a link to an appointment, before the form that it asks for. */
const byForm =
  (path: (id: string) => string): Enter =>
  async (page, server) => {
    const story = await withAppointment(server);
    const holder = await openLink(server, story.link, story.person.digits);
    const { forms } = await holder.ask<{ forms: { nodes: { id: string }[] } }>(
      '{ forms(openOnly: true) { nodes { id } } }',
    );
    await openAs(page, story);
    return path(forms.nodes[0]?.id ?? '');
  };

/** The holder of a link to a treatment, at its next visit; `slot` is one to which it could be moved. */
const byVisit =
  (path: (id: string, slot: string) => string): Enter =>
  async (page, server) => {
    const story = await withVisits(server);
    const holder = await openLink(server, story.link, story.person.digits);
    const { carePlanJourney } = await holder.ask<{ carePlanJourney: { nextVisit: { id: string } } }>(
      '{ carePlanJourney { nextVisit { id } } }',
    );
    const movingId = carePlanJourney.nextVisit.id;
    const slot = await firstSlot(holder, await serviceIds(story.operator, ['KIN-SES']), 6, { movingId });
    await openAs(page, story);
    return path(movingId, encodeURIComponent(slot));
  };

/** The patients' pages, and how one comes there. */
const PAGES: Record<string, Enter | undefined> = {
  '/': undefined,
  '/ingresar': undefined,
  '/registrarse': undefined,
  '/ordenes/nueva': asNewPatient,
  '/ordenes': async (page, server) => {
    await submitOrder(await asNewPatient(page, server));
  },
  '/ordenes/:id': async (page, server) => {
    const { id } = await submitOrder(await asNewPatient(page, server));
    return `/ordenes/${id}`;
  },
  '/ordenes/:id/fotos': async (page, server) => {
    const { operator, person } = await withLink(server);
    const request = await submitOrder(person);
    await operator.done('requestNewPhoto', { ...request, reason: 'Salió movida' });
    await signInAs(page, 'signInPatient', { nationalId: person.nationalId, password: PASSWORD });
    return `/ordenes/${request.id}/fotos`;
  },
  '/mis-datos': asNewPatient,
  '/j/:token?': async (_page, server) => new URL((await withLink(server)).link).pathname,
  '/reservar': async (page, server) => openAs(page, await withLink(server)),
  '/reservar, reservado': async (page, server) => {
    await openAs(page, await withAppointment(server));
    return '/reservar';
  },
  '/reservar/revisar': bySlot(withLink, '/reservar/revisar'),
  '/reservar/cambiar': async (page, server) => openAs(page, await withAppointment(server)),
  '/reservar/cambiar/revisar': bySlot(withAppointment, '/reservar/cambiar/revisar'),
  '/tratamiento': async (page, server) => openAs(page, await withVisits(server)),
  '/tratamiento/:id': byVisit((id) => `/tratamiento/${id}`),
  '/tratamiento/:id/cambiar': byVisit((id) => `/tratamiento/${id}/cambiar`),
  '/tratamiento/:id/cambiar/revisar': byVisit(
    (id, slot) => `/tratamiento/${id}/cambiar/revisar?turno=${slot}`,
  ),
  '/formularios': async (page, server) => openAs(page, await withAppointment(server)),
  '/formularios/:id/:step?': byForm((id) => `/formularios/${id}`),
  '/formularios/:id/:step?, revisar': byForm((id) => `/formularios/${id}/revisar`),
};

/** How often a page may try: other work on the machine slows a run down, and nothing makes it too fast. */
const TRIES = 5;

test.describe.configure({ timeout: 180_000 });

test('no page is forgotten', async () => {
  const { patient } = await routes();
  // What stands behind a comma says in which state a page is.
  const held = new Set(Object.keys(PAGES).map((name) => name.split(',')[0]));
  expect(held).toEqual(new Set(patient));
});

for (const [name, enter] of Object.entries(PAGES)) {
  test(`${name} is quick on a telephone, and for everybody`, async ({ server, watch }) => {
    const profile = await mkdtemp(join(tmpdir(), 'asistencia-lighthouse-'));
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: executablePath(),
      baseURL: server.url,
      locale: 'es-AR',
      args: ['--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'],
    });
    watch(browser, server.url);
    const page = await browser.newPage();
    const devtools = await browser.newCDPSession(page);
    const found = await enter?.(page, server);
    const path = typeof found === 'string' ? found : name;
    const [port] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');

    let performance = 0;
    for (let run = 0; run < TRIES && performance < 95; run += 1) {
      // As whoever was never here.
      await devtools.send('Network.clearBrowserCache');
      const result = await lighthouse(server.url + path, {
        port: Number(port),
        logLevel: 'error',
        onlyCategories: ['performance', 'accessibility'],
        // The session stays.
        disableStorageReset: true,
      });
      const score = (category: string) => Math.round((result?.lhr.categories[category]?.score ?? 0) * 100);
      const shown = new URL(result?.lhr.finalDisplayedUrl ?? server.url).pathname;
      expect(shown).toBe(new URL(path, server.url).pathname);
      const failed = Object.values(result?.lhr.audits ?? {}).filter((audit) => audit.score === 0);
      const accessibility = score('accessibility');
      expect(accessibility, failed.map((audit) => audit.title).join('; ')).toBe(100);
      performance = Math.max(performance, score('performance'));
    }
    measured(`${name}: performance ${performance}, accessibility 100`);
    expect(performance).toBeGreaterThanOrEqual(95);
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  });
}
