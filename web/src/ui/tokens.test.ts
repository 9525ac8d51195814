import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const tokens = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

/** What stands in the braces after a selector. */
function declarationsOf(selector: string): string[] {
  const [, block = ''] = tokens.split(`${selector} {`);
  return block
    .slice(0, block.indexOf('}'))
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

it('is as dark by hand as by the system', () => {
  const bySystem = declarationsOf(':root:not([data-theme="light"])');
  expect(bySystem.length).toBeGreaterThan(15);
  expect(declarationsOf(':root[data-theme="dark"]')).toEqual(bySystem);
});
