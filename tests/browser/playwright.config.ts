import { defineConfig } from '@playwright/test';
import { chromium } from './support/browser.ts';

export default defineConfig({
  testDir: '.',
  outputDir: '../../target/browser-tests',
  fullyParallel: true,
  workers: 2,
  // A story that looks at many screens in many sizes takes a while where two processors do all.
  timeout: 90_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    locale: 'es-AR',
    // Not the clinic's: what is shown must not follow the browser.
    timezoneId: 'Asia/Tokyo',
    trace: 'retain-on-failure',
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
      ],
    },
  },
});
