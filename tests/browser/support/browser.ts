import { existsSync } from 'node:fs';

/** The browser of the system: nothing is downloaded. */
export function chromium(): string {
  const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = [process.env.CHROMIUM, ...candidates].find((path) => path && existsSync(path));
  if (!found) throw new Error('Chromium is missing: install it, or say where it is by CHROMIUM=…');
  return found;
}
