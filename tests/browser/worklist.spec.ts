import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  type Page,
  screenshots,
  signInAsOperator,
  test,
} from './support/test.ts';

async function openWorklist(page: Page) {
  await signInAsOperator(page);
  await page.getByRole('link', { name: 'Grilla' }).click();
  await expect(page.getByRole('heading', { name: 'Grilla' })).toBeVisible();
}

test('the grid opens with what came today and is not resolved', async ({ page }) => {
  await openWorklist(page);
  await expect(page.getByRole('link', { name: /,/ }).first()).toBeVisible();
  await screenshots(page, 'worklist');
  await expectNoSidewaysScroll(page);
});
