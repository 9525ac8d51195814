import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, test as base, expect, type Page } from '@playwright/test';
import { Server } from './server.ts';

export { expect, type Page } from '@playwright/test';

const SCREENSHOTS = resolve(import.meta.dirname, '../../../target/screenshots');

/** A telephone, and the desktop of an operator. */
export const VIEWPORTS = {
  phone: { width: 360, height: 780 },
  desktop: { width: 1440, height: 900 },
};

/** What everybody's password is in the demo. */
export const PASSWORD = 'asistencia';

/** A test with a server of its worker process. No page may ask another host, or break the content policy. */
export const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  context: async ({ context, server }, use) => {
    const elsewhere: string[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== server.url) elsewhere.push(request.url());
    });
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    await use(context);
    expect(elsewhere, 'requests to other hosts').toEqual([]);
    expect(complaints, 'errors and breaches of the content policy').toEqual([]);
  },
});

/** Signs the demo's operator in, or another member of staff, and waits for the console. */
export async function signInAsOperator(page: Page, email = 'operadora@demo.example') {
  await page.goto('/consola/ingresar');
  await page.getByLabel('Correo electrónico').fill(email);
  await page.getByLabel('Contraseña').fill(PASSWORD);
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await expect(page.getByRole('navigation')).toBeVisible();
}

/** Another telephone, with nothing of the first. */
export async function anotherPhone(browser: Browser, server: Server): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORTS.phone, baseURL: server.url });
  return context.newPage();
}

/** Checks what is shown against WCAG 2.2 A and AA. */
export async function expectAccessible(page: Page) {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.html) }));
  expect(found).toEqual([]);
}

/** Checks that nothing has to be scrolled sideways, on a narrow telephone and at 400 % zoom of a desktop. */
export async function expectNoSidewaysScroll(page: Page) {
  const before = page.viewportSize();
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 780 });
    const [needed, shown] = await page.evaluate(() => {
      const root = document.documentElement;
      return [root.scrollWidth, root.clientWidth] as const;
    });
    expect(needed, `width at ${width} px`).toBeLessThanOrEqual(shown);
  }
  if (before) await page.setViewportSize(before);
}

/** Saves a picture of a screen as it is. */
export async function screenshot(page: Page, name: string) {
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** Looks at a screen in both themes and on both devices: saves pictures and checks each for accessibility. */
export async function screenshots(page: Page, name: string) {
  const before = page.viewportSize();
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const [device, viewport] of Object.entries(VIEWPORTS)) {
      await page.setViewportSize(viewport);
      await screenshot(page, `${name}-${device}-${theme}`);
      await expectAccessible(page);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}
