import { expect, type Page, screenshot, signInAsOperator, test } from './support/test.ts';

/** The words of the grid that break inside. An address has no place where it could break; a long one breaks anywhere. */
function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    for (const cell of document.querySelectorAll('th, td')) {
      const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (text.parentElement?.textContent.includes('@')) continue;
        for (const { 0: word, index } of text.textContent?.matchAll(/[^\s-]+/g) ?? []) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (lines.size > 1) broken.push(word);
        }
      }
    }
    return [...new Set(broken)];
  });
}

for (const [language, title] of [
  ['es', 'Grilla'],
  ['en', 'Worklist'],
] as const) {
  test(`no word of the grid breaks inside, in its columns of every width (${language})`, async ({ page }) => {
    await page.addInitScript((language) => localStorage.setItem('asistencia.language', language), language);
    await signInAsOperator(page, undefined, '/consola/grilla?periodo=todo&resuelto=todos');
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    await expect(page.getByText('Monotributo').first()).toBeAttached();
    for (const width of [1024, 1152, 1264, 1280, 1366, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => brokenWords(page), `at ${width} px`).toEqual([]);
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(needed, `px at ${width}`).toBeLessThanOrEqual(width);
      await screenshot(page, `worklist-words-${language}-${width}`);
    }
  });
}
