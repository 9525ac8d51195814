import { expect, expectNoSidewaysScroll, screenshots, signInAsOperator, test } from './support/test.ts';

test('an operator looks at the queue and at an order', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signInAsOperator(page);
  await page.goto('/consola/revision');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('rodilla');
  await expect(page.getByRole('option').first()).toBeVisible();
  await screenshots(page, 'console-review-search');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Estudios elegidos' }).getByRole('listitem')).toHaveCount(1);
  await screenshots(page, 'console-review');
  await expectNoSidewaysScroll(page);
});
