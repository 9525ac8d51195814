import { devices } from '@playwright/test';
import type { madeUp } from './files.ts';
import { newPatient, nextPerson, type Patient } from './journey.ts';
import type { Server } from './server.ts';
import { expect, PASSWORD, type Page, signInAs, VIEWPORTS } from './test.ts';

/** A telephone as patients have it: narrow, touched, with a camera. */
export const PHONE = {
  viewport: VIEWPORTS.phone,
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7'].userAgent,
};

/** A document number that nobody has yet; another one each time. */
export function freshDocument(): string {
  return String(95_000_000 + nextPerson());
}

/** Somebody new who has an account, and is signed in on the page. */
export async function asNewPatient(page: Page, server: Server): Promise<Patient> {
  const patient = await newPatient(server);
  await signInAs(page, 'signInPatient', { nationalId: patient.nationalId, password: PASSWORD });
  return patient;
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

/** The slots that are offered, to choose one of them. */
export const slots = (page: Page) => page.locator('input[name="slot"]');

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
