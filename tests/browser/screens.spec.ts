import { resolve } from 'node:path';
import { type Clinic, openClinic } from './screens/clinic.ts';
import { CONSOLE } from './screens/console.ts';
import { PATIENT } from './screens/patient.ts';
import type { Screen } from './screens/screen.ts';
import { PHONE } from './support/patient.ts';
import {
  test as base,
  expect,
  expectNoSidewaysScroll,
  look,
  PASSWORD,
  type Page,
  sendAfter,
  signInAs,
  VIEWPORTS,
} from './support/test.ts';

const WEB = resolve(import.meta.dirname, '../../web');

/** Addresses that only lead on to others. */
const LEADING_ON = ['/', '/administracion'];

const STAFF = {
  operator: 'operadora@demo.example',
  administrator: 'admin@demo.example',
  practitioner: 'terapeuta@demo.example',
};

/** A test with a clinic to look at, made once for its worker. */
const test = base.extend<object, { clinic: Clinic }>({
  clinic: [
    async ({ server }, use) => use(await openClinic(server, (seconds) => sendAfter(server, seconds))),
    { scope: 'worker', timeout: 60_000 },
  ],
});

/** Makes a page somebody's. */
async function become(page: Page, who: NonNullable<Screen['as']>, clinic: Clinic) {
  switch (who) {
    case 'operator':
    case 'administrator':
    case 'practitioner':
      return signInAs(page, 'signIn', { email: STAFF[who], password: PASSWORD });
    case 'patient':
      return signInAs(page, 'signInPatient', { nationalId: clinic.patient.nationalId, password: PASSWORD });
    case 'photographer':
      return signInAs(page, 'signInPatient', {
        nationalId: clinic.photographer.person.nationalId,
        password: PASSWORD,
      });
    default: {
      const { link, person } = clinic[who];
      return signInAs(page, 'openJourney', {
        token: link.split('/j/')[1] ?? '',
        documentDigits: person.digits,
      });
    }
  }
}

/** A test for each: it is opened and looked at on these devices, and is never wider than its window. */
function lookAt(screens: Screen[], root: string, devices: readonly (keyof typeof VIEWPORTS)[]) {
  for (const { name, route, as, at, title, act } of screens) {
    test(name, async ({ page, clinic }) => {
      if (as) await become(page, as, clinic);
      for (const device of devices) {
        await page.setViewportSize(VIEWPORTS[device]);
        await page.goto(root + (at?.(clinic) ?? route));
        await expect(page.getByRole('heading', { name: title }).first()).toBeVisible();
        await page.waitForLoadState('networkidle');
        await act?.(page, device);
        await look(page, name, device);
      }
      await expectNoSidewaysScroll(page);
    });
  }
}

test.describe('the console', () => lookAt(CONSOLE, '/consola', ['desktop', 'laptop', 'phone']));

test.describe('the patients’ pages', () => {
  test.use(PHONE);
  lookAt(PATIENT, '', ['desktop', 'phone']);
});

test('no screen is forgotten', async () => {
  const { createServer } = await import('../../web/node_modules/vite/dist/node/index.js');
  // The routers tell by themselves what they know: their sources are run, without a page.
  const sources = await createServer({
    root: WEB,
    configFile: false,
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  const { router } = await sources.ssrLoadModule('/src/console/router.tsx');
  const { ROUTES } = await sources.ssrLoadModule('/src/patient/Patient.tsx');
  await sources.close();

  const looked = (screens: Screen[]) => new Set(screens.map(({ route }) => route));
  const console = Object.keys(router.routesByPath).filter((route) => !LEADING_ON.includes(route));
  expect(looked(CONSOLE)).toEqual(new Set([...console, '*']));
  expect(looked(PATIENT)).toEqual(new Set([...ROUTES.map(({ path }: { path: string }) => path), '*']));
});
