import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import lighthouse from 'lighthouse';
import { chromium as executablePath } from './support/browser.ts';
import { PAGES } from './support/pages.ts';
import { routes } from './support/routes.ts';
import { expect, measured, test } from './support/test.ts';

/** How often a page may try: other work on the machine slows a run down, and nothing makes it too fast. */
const TRIES = 5;

// Many looks at many things take their time.
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
