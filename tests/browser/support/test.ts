import { join, resolve } from 'node:path';
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test';
import axe from 'axe-core';
import { PASSWORD, staff } from './api.ts';
import { Server } from './server.ts';

export { expect, type Locator, type Page } from '@playwright/test';
export { PASSWORD } from './api.ts';

const SCREENSHOTS = resolve(import.meta.dirname, '../../../target/screenshots');

/** A telephone, and the desktop of an operator. */
export const VIEWPORTS = {
  phone: { width: 360, height: 780 },
  laptop: { width: 1024, height: 768 },
  desktop: { width: 1440, height: 900 },
};

/** How many seconds a message waits on a test's server before it leaves, where the test says nothing. */
const DELAY = 2;

/** Says how many seconds messages wait from now on, as an administrator does. */
export async function sendAfter(server: Server, dispatchDelaySeconds: number) {
  const admin = await staff(server, 'admin@demo.example');
  await admin.done('updateClinicSettings', { dispatchDelaySeconds });
}

/** Watches what the pages of a context do; what is returned fails on a request to another host and on a breach of the content policy. */
function watched(context: BrowserContext, home: string): () => void {
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  const ask = (url: string) => {
    const { host, protocol } = new URL(url);
    if (/^(http|ws)/.test(protocol) && host !== new URL(home).host) elsewhere.push(url);
  };
  context.on('request', (request) => ask(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => ask(socket.url())));
  context.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return () => {
    expect(elsewhere, 'requests to other hosts').toEqual([]);
    expect(complaints, 'errors and breaches of the content policy').toEqual([]);
  };
}

interface Fixtures {
  /** Says how many seconds messages wait from now on; the next test finds what is usual. */
  sendAfter: (seconds: number) => Promise<void>;
  /** A server of the test's own, with the demo's morning as nobody has touched it. */
  untouched: Server;
  /** Watches a context that the test made itself: none of its pages may ask another host than this one, or break the content policy. */
  watch: (context: BrowserContext, home: string) => void;
  /** Another device, with nothing of the first; watched like it. */
  another: (options?: BrowserContextOptions) => Promise<Page>;
}

/** A test with a server of its worker process. No page may ask another host, or break the content policy. */
export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  context: async ({ context, baseURL }, use) => {
    const expectGood = watched(context, baseURL ?? '');
    await use(context);
    expectGood();
  },
  watch: async ({}, use) => {
    const checks: (() => void)[] = [];
    await use((context, home) => checks.push(watched(context, home)));
    for (const expectGood of checks) expectGood();
  },
  another: async ({ browser, baseURL, watch }, use) => {
    const made: BrowserContext[] = [];
    await use(async (options) => {
      const all = { baseURL: baseURL ?? '', locale: 'es-AR', ...options };
      const context = await browser.newContext(all);
      made.push(context);
      watch(context, all.baseURL);
      return context.newPage();
    });
    for (const context of made) await context.close();
  },
  untouched: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
  sendAfter: async ({ server }, use) => {
    await use((seconds) => sendAfter(server, seconds));
    await sendAfter(server, DELAY);
  },
});

/** A test whose browser is at the server of its own. */
export const testApart = test.extend({
  baseURL: async ({ untouched }, use) => use(untouched.url),
});

/** Signs somebody in by the API: what the page opens next is theirs. */
export async function signInAs(
  page: Page,
  field: 'signIn' | 'signInPatient' | 'openJourney',
  input: Record<string, string>,
) {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  const query = `mutation($input: ${type}) { ${field}(input: $input) { userErrors { code } } }`;
  // The session's cookie comes with the answer.
  const answer = await page.context().request.post('/graphql', { data: { query, variables: { input } } });
  expect(await answer.json()).toEqual({ data: { [field]: { userErrors: [] } } });
}

/** Opens the link of somebody by the API: what the page opens next is theirs. */
export function openAs(page: Page, { link, person }: { link: string; person: { digits: string } }) {
  const token = link.split('/j/')[1] ?? '';
  return signInAs(page, 'openJourney', { token, documentDigits: person.digits });
}

/** Signs the demo's operator in, or another member of staff, and opens the console. */
export async function signInAsOperator(
  page: Page,
  email = 'operadora@demo.example',
  address = '/consola/revision',
) {
  await signInAs(page, 'signIn', { email, password: PASSWORD });
  await page.goto(address);
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

/** Holds a page's requests back, of these to an address those with the words, until what is returned is called. */
export async function holdBack(page: Page, address: string, words = ''): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(address, async (route) => {
    if ((route.request().postData() ?? '').includes(words)) await released;
    await route.fallback();
  });
  return release;
}

/** Tells a figure that a test measured, on the screen and in the report. */
export function measured(description: string) {
  test.info().annotations.push({ type: 'measured', description });
  console.log(description);
}

/** Checks what is shown against WCAG 2.2 A and AA. */
export async function expectAccessible(page: Page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      // The rest is a lot to report, and nobody reads it.
      resultTypes: ['violations'],
    });
    return violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.html) }));
  });
  expect(found).toEqual([]);
}

/** How many pixels too wide the page is, or a part that scrolls by itself; pictures and rows of tabs may. */
export function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => {
    const scrolls = (part: Element) => ['auto', 'scroll'].includes(getComputedStyle(part).overflowX);
    const mayScroll = (part: Element) =>
      part.querySelector('img, canvas') !== null || part.matches('nav, nav *, input, textarea');
    const parts = [...document.body.querySelectorAll('*')].filter(
      (part) => part.matches('dialog[open], [role="dialog"]') || (scrolls(part) && !mayScroll(part)),
    );
    return Math.max(
      ...[document.documentElement, ...parts].map((part) => part.scrollWidth - part.clientWidth),
    );
  });
}

/** Checks that nothing has to be scrolled sideways, on a narrow telephone and at 400 % zoom of a desktop. */
export async function expectNoSidewaysScroll(page: Page) {
  const before = page.viewportSize();
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 780 });
    // What floats above the page follows it a moment later.
    await expect.poll(() => tooWide(page), `px too wide at ${width} px`).toBeLessThanOrEqual(0);
  }
  if (before) await page.setViewportSize(before);
}

/** Checks that nothing has to be scrolled sideways on a telephone with letters twice as large. */
export async function expectRoomForLargeText(page: Page) {
  const before = page.viewportSize();
  await page.setViewportSize(VIEWPORTS.phone);
  const setSize = (size: string) =>
    page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, size);
  await setSize('200%');
  await expect.poll(() => tooWide(page), 'px too wide with large text').toBeLessThanOrEqual(0);
  await setSize('');
  if (before) await page.setViewportSize(before);
}

/** Saves a picture of a screen as it is. */
export async function screenshot(page: Page, name: string) {
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** Looks at a screen on a device, in both themes: saves pictures, and checks each for accessibility. */
export async function look(page: Page, name: string, device: keyof typeof VIEWPORTS) {
  await page.setViewportSize(VIEWPORTS[device]);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await settled(page, theme);
    await screenshot(page, `${name}-${device}-${theme}`);
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Looks at a screen as it is on both devices, and checks that nothing has to be scrolled sideways. */
export async function screenshots(page: Page, name: string) {
  const before = page.viewportSize();
  await look(page, name, 'desktop');
  await look(page, name, 'phone');
  await expectNoSidewaysScroll(page);
  if (before) await page.setViewportSize(before);
}

/** Waits until a theme is painted, and nothing moves or is still to load. */
async function settled(page: Page, theme: 'light' | 'dark') {
  await page.waitForFunction(
    (theme) =>
      matchMedia(`(prefers-color-scheme: ${theme})`).matches &&
      document.getAnimations().every(({ playState }) => playState !== 'running') &&
      [...document.images].every((image) => image.complete || image.loading === 'lazy'),
    theme,
  );
  // The first frame may have been under way already.
  await page.evaluate(
    () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
  );
}
