import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type Page } from './test.ts';

const SOURCE = resolve(import.meta.dirname, '../../../web/src');

/** The texts of a language in the dictionaries, of the patients' pages and of the console. */
function textsOf(language: 'es' | 'en'): Set<string> {
  const found = new Set<string>();
  for (const name of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(name) || name.includes('.test.')) continue;
    const block = new RegExp(`^const ${language}\\b[^]*?^};`, 'm').exec(
      readFileSync(join(SOURCE, name), 'utf8'),
    );
    // Of what depends on values, the parts between them.
    for (const [, quoted, template] of block?.[0].matchAll(/'([^'\n]+)'|`([^`]+)`/g) ?? []) {
      const parts = quoted ? [quoted] : (template ?? '').split(/\$\{[^}]*\}/);
      for (const part of parts) found.add(part.trim());
    }
  }
  return found;
}

/** What the demo's clinic calls things itself, in words that are ours too. */
const OF_THE_CLINIC = ['Particular'];

const english = textsOf('en');
const SPANISH = [...textsOf('es')].filter(
  (text) => text.length > 3 && !english.has(text) && !OF_THE_CLINIC.includes(text),
);

/** Checks that a screen says nothing of what the dictionaries say in Spanish. What the clinic wrote itself may be. */
export async function expectEnglish(page: Page) {
  expect(SPANISH.length).toBeGreaterThan(600);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-GB');
  const shown = await page.evaluate(() => {
    const words = [document.title, ...document.body.innerText.split('\n')];
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
        words.push(element.getAttribute(name) ?? '');
      }
    }
    return words.map((line) => line.trim()).filter(Boolean);
  });
  // A word alone may be part of an English one or of a name: then the whole line has to be it.
  const isIn = (line: string, text: string) =>
    line === text || (/\S\s+\S+\s+\S/.test(text) && line.includes(text));
  const found = SPANISH.filter((text) => shown.some((line) => isIn(line, text)));
  expect(found, await page.title()).toEqual([]);
}
