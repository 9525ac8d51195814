import { defineConfig } from '@playwright/test';
import { chromium } from './support/browser.ts';

/** Waits for a minute, and does next to nothing meanwhile: it is in nobody's way. */
const MINUTE = 'connection.spec.ts';
/** Measures how soon something is there: `scripts/test.sh` tells it by itself, after all others. */
const ALONE = 'live.spec.ts';

export default defineConfig({
  projects: [
    { name: 'stories', testIgnore: [MINUTE, ALONE], workers: 2 },
    { name: 'minute', testMatch: MINUTE, workers: 1 },
    { name: 'alone', testMatch: ALONE, workers: 1 },
  ],
  testDir: '.',
  outputDir: '../../target/browser-tests',
  fullyParallel: true,
  workers: 3,
  // A story that looks at many screens in many sizes takes a while where two processors do all.
  timeout: 90_000,
  // A story that other work on the machine spoilt is told again, and the list names it as flaky: read that list.
  retries: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    locale: 'es-AR',
    // Not the clinic's: what is shown must not follow the browser.
    timezoneId: 'Asia/Tokyo',
    // A film of everything would cost more than it tells.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A name without HTTPS, as clinics have in their own networks: browsers withhold some functions there.
        '--host-resolver-rules=MAP clinica.test 127.0.0.1',
      ],
    },
  },
});
