import { staff } from './support/api.ts';
import { orderPhoto } from './support/files.ts';
import {
  confirm,
  IN_ENGLISH,
  linkTo,
  newPatient,
  open,
  submitOrder,
  withAppointment,
  withVisits,
} from './support/journey.ts';
import { expectEnglish } from './support/languages.ts';
import { choose, freshDocument, PHONE, slots } from './support/patient.ts';
import { reviewOf } from './support/review.ts';
import {
  expect,
  expectAccessible,
  PASSWORD,
  type Page,
  screenshot,
  signInAsOperator,
  test,
  VIEWPORTS,
} from './support/test.ts';

test.use(PHONE);
test.setTimeout(180_000);

/** Chooses English before anything is shown. */
const speakEnglish = (page: Page) =>
  page.addInitScript(() => localStorage.setItem('asistencia.language', 'en'));

/** Looks at a screen: it speaks English, to everybody. */
async function look(page: Page, name: string) {
  await expectEnglish(page);
  await expectAccessible(page);
  await screenshot(page, `english-${name}`);
}

test('from signing up to the appointment in English', async ({ page, server }) => {
  const nationalId = freshDocument();
  const mobilePhone = `11 5${nationalId.slice(-7, -4)}-${nationalId.slice(-4)}`;
  await page.goto('/');
  await page.getByLabel('Idioma').selectOption('English');
  await look(page, 'home');
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await look(page, 'sign-in');
  await page.getByRole('link', { name: 'Create my account' }).click();
  await page.getByLabel('Date of birth').fill('1956');
  await page.getByRole('button', { name: 'Create my account' }).click();
  // All at once.
  await expect(page.getByRole('alert')).toContainText('Enter the day, the month and the year');
  await expect(page.getByRole('alert')).toContainText('Enter your given name.');
  await page.getByLabel('Date of birth').fill('31/12/1956');
  await page.getByLabel('Document number').fill('12');
  await page.getByLabel('Given name').fill('Edith');
  await page.getByLabel('Family name').fill('Walsh');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create my account' }).click();
  // The server's words too.
  await expect(page.getByRole('alert')).toContainText('7 or 8');
  await look(page, 'sign-up-refused');
  await page.getByLabel('Document number').fill(nationalId);
  await page.getByLabel('Given name').fill('Edith');
  await page.getByLabel('Family name').fill('Walsh');
  await page.getByLabel('Mobile phone with WhatsApp').fill(mobilePhone);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Health insurance').selectOption('OSDE');
  await page.getByRole('button', { name: 'Create my account' }).click();
  await expect(page.getByRole('heading', { name: 'My orders' })).toBeVisible();
  await look(page, 'orders-none');

  await page.getByRole('link', { name: 'My details' }).click();
  await expect(page.getByLabel('Date of birth')).toHaveValue('31/12/1956');
  await look(page, 'account');

  await page.goto('/ordenes/nueva');
  await expect(page.getByRole('button', { name: 'Yes, that is right' })).toBeVisible();
  await look(page, 'contact');
  await page.getByRole('button', { name: 'Yes, that is right' }).click();
  await expect(page.getByRole('button', { name: 'Attach' })).toBeVisible();
  await look(page, 'upload');
  await choose(page, orderPhoto('01-rodilla.jpg'), /^Attach/);
  await expect(page.getByRole('button', { name: 'Yes, it can be read' })).toBeVisible();
  await look(page, 'readable');
  await page.getByRole('button', { name: 'Yes, it can be read' }).click();
  await expect(page.getByText('Done', { exact: true })).toBeVisible();
  await look(page, 'pages');
  await page.getByRole('button', { name: 'Send my order' }).click();
  await expect(page).toHaveURL(/\/ordenes\/[\w=-]+\?recibida/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await look(page, 'received');

  // The clinic answers; the link in its message leads on.
  const operator = await staff(server);
  const id = decodeURIComponent(new URL(page.url()).pathname.split('/')[2] as string);
  const { assistanceRequest } = await operator.ask<{
    assistanceRequest: { id: string; version: number; patient: { mobilePhone: string } };
  }>('query($id: ID!) { assistanceRequest(id: $id) { id version patient { mobilePhone } } }', { id });
  await confirm(operator, assistanceRequest);
  const link = await linkTo(server, assistanceRequest.patient.mobilePhone);
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'Open your link' })).toBeVisible();
  await look(page, 'door');
  await open(page, link, nationalId.slice(-4), IN_ENGLISH);
  await expect(page.getByRole('heading', { name: 'Choose your appointment' })).toBeVisible();
  await expect(slots(page).first()).toBeVisible();
  await look(page, 'offers');
  await slots(page).first().check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText(/We (keep|are keeping)|until \d\d:\d\d/)).toBeVisible();
  await look(page, 'review');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page).toHaveURL(/aviso=reservado/);
  await expect(page.getByRole('heading', { name: 'Your appointment' })).toBeVisible();
  await look(page, 'booked');
  await page.getByRole('link', { name: /Change|Move/ }).click();
  await expect(slots(page).first()).toBeVisible();
  await look(page, 'move');
});

test('a form and a treatment in English', async ({ page, server }) => {
  await speakEnglish(page);
  const booked = await withAppointment(server);
  await open(page, booked.link, booked.person.digits, IN_ENGLISH);
  await page.getByRole('navigation', { name: 'Still to fill in' }).getByRole('link').first().click();
  await expect(page.getByText(/Part 1 of/)).toBeVisible();
  await look(page, 'form');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await look(page, 'form-refused');
  await page.goto(`${new URL(page.url()).pathname}/revisar`);
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
  await look(page, 'form-review');
  await page.goto('/formularios');
  await expect(page.getByRole('heading', { name: 'Your forms' })).toBeVisible();
  await look(page, 'forms');

  const treated = await withVisits(server);
  await open(page, treated.link, treated.person.digits, IN_ENGLISH);
  await expect(page.getByRole('heading', { name: 'Your treatment' })).toBeVisible();
  await look(page, 'treatment');
  await page.getByRole('navigation', { name: 'The visits after that' }).getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Your visit' })).toBeVisible();
  await look(page, 'visit');
  await page.getByRole('link', { name: 'Move this visit' }).click();
  await expect(slots(page).first()).toBeVisible();
  await look(page, 'visit-move');
});

test.describe('the console', () => {
  test.use({ viewport: VIEWPORTS.desktop, isMobile: false, hasTouch: false });

  test('its main screens in English', async ({ page, server, sendAfter }) => {
    await speakEnglish(page);
    const [waiting, planned, operator] = await Promise.all([
      newPatient(server),
      newPatient(server),
      staff(server),
    ]);
    const request = await submitOrder(waiting);
    await sendAfter(3_600);
    await confirm(operator, await submitOrder(planned));
    await signInAsOperator(page, 'admin@demo.example', reviewOf(request.id));
    await expect(page.getByRole('heading', { name: waiting.name })).toBeVisible();
    await look(page, 'review');
    for (const [path, name] of [
      ['por-enviar', 'dispatches'],
      ['grilla', 'worklist'],
      [`pacientes/${planned.id}`, 'patient'],
      ['administracion/prestaciones', 'services'],
      ['administracion/recordatorios', 'reminders'],
    ] as const) {
      await page.goto(`/consola/${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');
      await look(page, `console-${name}`);
    }
  });
});
