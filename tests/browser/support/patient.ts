import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, type Page, PASSWORD } from './test.ts';

const ORDERS = resolve(import.meta.dirname, '../../../api/assets/demo/orders');

/** A telephone as patients have it: narrow, touched, with a camera. */
export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** The path of a photo of an order, as a patient would take it. */
export function orderPhoto(name: string): string {
  return resolve(ORDERS, name);
}

/** A file that is made up for a test. */
export function madeUp(name: string, mimeType: string, content: string | Buffer) {
  return { name, mimeType, buffer: Buffer.from(content) };
}

/** A photo of an order under another name. */
export function photoNamed(name: string) {
  return madeUp(name, 'image/jpeg', readFileSync(orderPhoto('01-rodilla.jpg')));
}

let people = 0;

/** A document number that nobody in the demo has; another one each time. */
export function freshDocument(worker: number): string {
  people += 1;
  return String(95_000_000 + worker * 10_000 + people);
}

/** Fills in the form for a new account and leaves it unsent. */
export async function fillSignUp(page: Page, nationalId: string, mobilePhone = '11 5555-1234') {
  await page.getByLabel('Número de documento').fill(nationalId);
  await page.getByLabel('Nombre', { exact: true }).fill('Norma');
  await page.getByLabel('Apellido').fill('Ledesma');
  await page.getByLabel('Celular con WhatsApp').fill(mobilePhone);
  await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
}

/** Makes an account, and waits until its owner is signed in. */
export async function signUp(page: Page, nationalId: string, mobilePhone?: string) {
  await page.goto('/registrarse');
  await fillSignUp(page, nationalId, mobilePhone);
  await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
  await expect(page.getByRole('heading', { name: 'Mis órdenes' })).toBeVisible();
}

/** Goes to where orders are sent, past the question about telephone and e-mail. */
export async function beginOrder(page: Page) {
  await page.goto('/ordenes/nueva');
  await page.getByRole('button', { name: 'Sí, es correcto' }).click();
  await expect(page.getByRole('button', { name: 'Adjuntar' })).toBeVisible();
}

/** Chooses files as from the device; `button` is what is tapped for it. */
export async function choose(
  page: Page,
  files: string | string[] | ReturnType<typeof madeUp> | ReturnType<typeof madeUp>[],
  button: string | RegExp = /^Adjuntar/,
) {
  const opened = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await opened).setFiles(files);
}
