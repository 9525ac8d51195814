// How much JavaScript a visitor loads before the first screen, gzipped; fails where that is above the budget.
// What is imported later (screens of their own, the PDF viewer) does not count.
import { readFileSync, statSync } from 'node:fs';

const KILOBYTE = 1000;
const budgets = { 'paciente.html': 110, 'consola.html': 300 };

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** The chunks that load together with this one. */
function together(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const imported of manifest[key].imports ?? []) together(imported, found);
  return found;
}

let failed = false;
for (const [page, budget] of Object.entries(budgets)) {
  const files = [...together(page)].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'));
  const bytes = files.reduce((sum, file) => sum + statSync(new URL(`${file}.gz`, dist)).size, 0);
  const kilobytes = bytes / KILOBYTE;
  console.log(`${page}: ${kilobytes.toFixed(1)} kB of ${budget} kB in ${files.length} files`);
  if (kilobytes > budget) failed = true;
}
if (failed) {
  console.error('Too much JavaScript at once.');
  process.exit(1);
}
