import { expect, type Page, signInAsOperator } from './test.ts';

/** The search for services. */
export const search = (page: Page) => page.getByRole('combobox', { name: 'Prestaciones que pide la orden' });

/** The services that were picked. */
export const picked = (page: Page) =>
  page.getByRole('list', { name: 'Prestaciones elegidas' }).getByRole('listitem');

/** Where a request is open. */
export const addressOf = (id: string) => new RegExp(encodeURIComponent(id));

/** Opens a request, and waits until it can be worked on. */
export async function openRequest(page: Page, id: string, email?: string) {
  await signInAsOperator(page, email, `/consola/revision?solicitud=${encodeURIComponent(id)}`);
  await expect(search(page)).toBeFocused();
}
