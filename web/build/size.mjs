// How much JavaScript a visitor loads for each screen, gzipped: the page's entry, the screen, and all that both import.
// Fails where that is above the budget. What comes later does not count: the live feed's protocol, which is loaded when
// the screen stands, and what a screen imports itself when somebody needs it (the PDF viewer, what few states show).
import { readFileSync, statSync } from 'node:fs';

const KILOBYTE = 1000;
const budgets = { 'paciente.html': 110, 'consola.html': 300 };

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** The chunks that load together with these. */
function together(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue;
    found.add(key);
    together(manifest[key].imports ?? [], found);
  }
  return found;
}

/** What these chunks weigh with all that they import. */
function kilobytes(keys) {
  const files = [...together(keys)].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'));
  const bytes = files.reduce((sum, file) => sum + statSync(new URL(`${file}.gz`, dist)).size, 0);
  return bytes / KILOBYTE;
}

/** The screens that a page's router loads. */
function screensOf(page) {
  const later = [...together([page])].flatMap((key) => manifest[key].dynamicImports ?? []);
  return later.filter((key) => key.startsWith('src/'));
}

let failed = false;
for (const [page, budget] of Object.entries(budgets)) {
  const screens = screensOf(page).map((screen) => ({ screen, weight: kilobytes([page, screen]) }));
  screens.sort((one, other) => other.weight - one.weight);
  console.log(`${page}: ${kilobytes([page]).toFixed(1)} kB, with a screen up to ${budget} kB:`);
  for (const { screen, weight } of screens) {
    const isTooHeavy = weight > budget;
    failed ||= isTooHeavy;
    console.log(`  ${weight.toFixed(1).padStart(6)} kB ${screen}${isTooHeavy ? ' – too much' : ''}`);
  }
  // Whoever reads this has to see that the manifest still says what is loaded when.
  if (screens.length === 0) throw new Error(`No screens of ${page} in the manifest.`);
}
if (failed) {
  console.error('Too much JavaScript at once.');
  process.exit(1);
}
