import { expect, type Page, signInAsOperator } from './test.ts';

/** Opens the grid. */
export async function openWorklist(page: Page) {
  await signInAsOperator(page, undefined, '/consola/grilla');
  await expect(page.getByRole('heading', { name: 'Grilla' })).toBeVisible();
}

/** Shows the requests of one patient, and returns the row of the only one. */
export async function find(page: Page, familyName: string) {
  await page.getByLabel('Buscar').fill(familyName);
  await expect(page.getByText('Una solicitud')).toBeVisible();
  return page.getByRole('row', { name: familyName });
}
