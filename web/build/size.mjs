// How much JavaScript a visitor loads for each screen from cold, gzipped: what comes before the first paint, the page's
// entry, the screen, what they import, the live feed's protocol, and of the parts that the screen loads by its state the
// heaviest. Fails where that is above the budget. Only the PDF viewer does not count: it is loaded for who opens a PDF.
import { readFileSync, statSync } from 'node:fs';

const KILOBYTE = 1000;
const budgets = { 'paciente.html': 110, 'consola.html': 300 };
const BEFORE_PAINT = 'before-paint.js';
const PDF_VIEWER = 'src/console/viewer/PdfPage.tsx';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
if (!manifest[PDF_VIEWER]) throw new Error('The PDF viewer is not loaded by itself any more.');

/** The chunks that load together with these. */
function together(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue;
    found.add(key);
    together(manifest[key].imports ?? [], found);
  }
  return found;
}

/** What these chunks of a page weigh. */
function kilobytes(chunks) {
  const files = new Set([BEFORE_PAINT, ...[...chunks].map((key) => manifest[key].file)]);
  const scripts = [...files].filter((file) => file.endsWith('.js'));
  const bytes = scripts.reduce((sum, file) => sum + statSync(new URL(`${file}.gz`, dist)).size, 0);
  return bytes / KILOBYTE;
}

/** What these chunks load later. */
function laterOf(chunks) {
  const parts = [...chunks].flatMap((key) => manifest[key].dynamicImports ?? []);
  return [...new Set(parts)].filter((key) => key !== PDF_VIEWER);
}

/** What it weighs where a part is added to what is present, and to it the heaviest of what it loads itself. */
function heaviest(part, present) {
  const all = together([...present, part]);
  const added = [...all].filter((key) => !present.has(key));
  return Math.max(kilobytes(all), ...laterOf(added).map((next) => heaviest(next, all)));
}

let failed = false;
for (const [page, budget] of Object.entries(budgets)) {
  const loaded = laterOf(together([page]));
  const screens = loaded.filter((key) => key.startsWith('src/'));
  const everywhere = together([page, ...loaded.filter((key) => !screens.includes(key))]);
  const weights = screens.map((screen) => ({ screen, weight: heaviest(screen, everywhere) }));
  weights.sort((one, other) => other.weight - one.weight);
  console.log(`${page}: ${kilobytes(everywhere).toFixed(1)} kB, with a screen up to ${budget} kB:`);
  for (const { screen, weight } of weights) {
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
