import { type Clinic, openClinic } from './screens/clinic.ts';
import { CONSOLE } from './screens/console.ts';
import { PATIENT } from './screens/patient.ts';
import type { Screen } from './screens/screen.ts';
import { PHONE } from './support/patient.ts';
import { routes } from './support/routes.ts';
import {
  test as base,
  expect,
  expectNoSidewaysScroll,
  expectRoomForLargeText,
  look,
  openAs,
  PASSWORD,
  type Page,
  sendAfter,
  signInAs,
  VIEWPORTS,
} from './support/test.ts';

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
    default:
      return openAs(page, clinic[who]);
  }
}

/** A test for each: it is opened and looked at on these devices, and is never wider than its window; `check` is what else holds. */
function lookAt(
  screens: Screen[],
  root: string,
  devices: readonly (keyof typeof VIEWPORTS)[],
  check: (page: Page) => Promise<void> = async () => {},
) {
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
      await check(page);
    });
  }
}

test.describe('the console', () => lookAt(CONSOLE, '/consola', ['desktop', 'laptop', 'phone']));

test.describe('the patients’ pages', () => {
  test.use(PHONE);
  // Telephones let their owners choose the size of the text.
  lookAt(PATIENT, '', ['desktop', 'phone'], expectRoomForLargeText);
});

test('no screen is forgotten', async () => {
  const { console, patient } = await routes();
  const looked = (screens: Screen[]) => new Set(screens.map(({ route }) => route));
  const places = console.filter((route) => !LEADING_ON.includes(route));
  expect(looked(CONSOLE)).toEqual(new Set([...places, '*']));
  expect(looked(PATIENT)).toEqual(new Set([...patient, '*']));
});
