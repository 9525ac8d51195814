import type { Caller } from './api.ts';
import { expect, type Locator, type Page, signInAsOperator } from './test.ts';

/** The search for services. */
export const search = (page: Page) => page.getByRole('combobox', { name: 'Prestaciones que pide la orden' });

/** The services that were picked, on a page or in a dialog. */
export const picked = (place: Page | Locator) =>
  place.getByRole('list', { name: 'Prestaciones elegidas' }).getByRole('listitem');

/** A request in the queue. */
export const row = (page: Page, id: string) => page.locator(`[data-request="${id}"]`);

/** Where a request is reviewed. */
export const reviewOf = (id: string) => `/consola/revision?solicitud=${encodeURIComponent(id)}`;

/** What the address has where a request is open. */
export const addressOf = (id: string) => new RegExp(encodeURIComponent(id));

/** Opens a request, and waits until it can be worked on. */
export async function openRequest(page: Page, id: string, email?: string) {
  await signInAsOperator(page, email, reviewOf(id));
  await expect(search(page)).toBeFocused();
}

/** Takes a request over, as somebody whose colleague went away. */
export async function takeOver(colleague: Caller, id: string) {
  const mutation = `mutation ($id: ID!) {
    claimAssistanceRequest(input: { id: $id, takeOver: true }) { userErrors { code } }
  }`;
  await colleague.ask(mutation, { id });
}
