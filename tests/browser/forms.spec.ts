import { open, openLink, withAppointment } from './support/journey.ts';
import { PHONE } from './support/patient.ts';
import type { Server } from './support/server.ts';
import { expect, PASSWORD, type Page, screenshots, signInAs, test } from './support/test.ts';

test.use(PHONE);

const INTAKE = 'Antes de tu primera visita';
const goOn = (page: Page) => page.getByRole('button', { name: 'Seguir' }).click();
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

/** Leads from the appointment into its form. */
async function begin(page: Page, link: string, digits: string) {
  await open(page, link, digits);
  await page.getByRole('link', { name: INTAKE }).click();
  await expect(title(page, 'Por qué venís')).toBeVisible();
}

test('a form is filled in, a section a page, looked over and sent once', async ({ page, server }) => {
  const { link, person } = await withAppointment(server);
  await begin(page, link, person.digits);

  // What is missing or wrong is summed up where the focus goes, and each line leads to its field.
  await page.getByLabel('Tu peso').fill('mucho');
  await goOn(page);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('¿Qué te trae a la consulta?');
  await expect(summary).toContainText('Escribí un número.');
  await screenshots(page, 'form-part-problems');
  await summary.getByRole('link', { name: /Tu peso/ }).click();
  await expect(page.getByLabel('Tu peso')).toBeFocused();
  await page.getByLabel('Tu peso').fill('72,5');
  await page.getByLabel('¿Qué te trae a la consulta?').fill('Me duele la rodilla');
  await page.getByLabel('¿Desde cuándo te pasa?').fill('2026-01-15');
  await expect(page.getByText(/Guardado \d\d:\d\d/)).toBeVisible();
  await goOn(page);

  // An answer brings up other questions.
  await expect(title(page, 'Dolor')).toBeVisible();
  await expect(page.getByText('¿Dónde te duele?')).toBeHidden();
  await page.getByRole('radio', { name: 'Sí' }).check();
  await expect(page.getByText('¿Dónde te duele?')).toBeVisible();
  await page.getByRole('radio', { name: '7', exact: true }).check({ force: true });
  await page.getByRole('checkbox', { name: 'Rodilla izquierda', exact: true }).check();
  await page.getByText('De espaldas').first().scrollIntoViewIfNeeded();
  await screenshots(page, 'form-body-below');
  await goOn(page);

  await expect(title(page, 'Tu salud')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Presión alta' }).check();
  await page.getByRole('link', { name: 'Volver a la parte anterior' }).click();
  await expect(page.getByRole('checkbox', { name: 'Rodilla izquierda', exact: true })).toBeChecked();
  await goOn(page);
  await expect(page.getByRole('checkbox', { name: 'Presión alta' })).toBeChecked();
  await goOn(page);

  await expect(title(page, 'Consentimiento')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Acepto' }).check();
  await goOn(page);
  await expect(page.getByRole('alert')).toContainText('Para firmar');
  await page.getByLabel('Tu nombre y apellido, como firma').fill('Irma Benítez');
  await screenshots(page, 'form-consent');
  await goOn(page);

  await expect(title(page, 'Revisá tus respuestas')).toBeVisible();
  for (const words of [
    'Me duele la rodilla',
    '72,5 kg',
    '15/01/2026',
    'Rodilla izquierda',
    'Acepto. Irma Benítez',
  ]) {
    await expect(page.getByText(words)).toBeVisible();
  }
  await screenshots(page, 'form-review');
  const form = page.url().replace('/revisar', '');
  await page.getByRole('button', { name: 'Enviar' }).click();
  await expect(page.getByText('Recibimos tus respuestas')).toBeVisible();
  await expect(page.getByText('No te queda ningún formulario')).toBeVisible();
  await screenshots(page, 'form-sent');
  await page.goto(form);
  await expect(title(page, 'Ya recibimos este formulario')).toBeVisible();
  await expect(page.getByText(/Lo enviaste el \d\d\/\d\d\/\d{4}/)).toBeVisible();
  await screenshots(page, 'form-submitted');
});

test('a form is taken up again on another telephone', async ({ page, server, another }) => {
  const { link, person } = await withAppointment(server);
  await begin(page, link, person.digits);
  await page.getByLabel('¿Qué te trae a la consulta?').fill('Me mareo');
  await expect(page.getByText(/Guardado/)).toBeVisible();

  const other = await another(PHONE);
  await begin(other, link, person.digits);
  await expect(other.getByLabel('¿Qué te trae a la consulta?')).toHaveValue('Me mareo');
  await other.getByLabel('¿Qué te trae a la consulta?').fill('Me mareo al levantarme');
  await goOn(other);
  await expect(title(other, 'Dolor')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('¿Qué te trae a la consulta?')).toHaveValue('Me mareo al levantarme');

  // Looked over before all is there: what is missing leads to its place.
  await page.goto(page.url().replace(/\?.*|$/, '/revisar'));
  await expect(page.getByText('Antes de enviarlo')).toBeVisible();
  await page.getByRole('link', { name: '¿Sentís dolor?' }).click();
  await expect(title(page, 'Dolor')).toBeVisible();
});

test('what is typed without a connection is saved when it is back', async ({ page, server, context }) => {
  const { link, person } = await withAppointment(server);
  await begin(page, link, person.digits);
  await context.setOffline(true);
  await page.getByLabel('¿Qué te trae a la consulta?').fill('Me duele la espalda');
  await expect(page.getByText(/Sin conexión/)).toBeVisible();
  await screenshots(page, 'form-offline');
  await goOn(page);
  await expect(title(page, 'Dolor')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/Guardado \d\d:\d\d/)).toBeVisible();
  await page.reload();
  await page.getByRole('link', { name: 'Volver a la parte anterior' }).click();
  await expect(page.getByLabel('¿Qué te trae a la consulta?')).toHaveValue('Me duele la espalda');
});

test('what is typed without a connection outlives a reload', async ({ page, server }) => {
  const { link, person } = await withAppointment(server);
  await begin(page, link, person.digits);
  const kept = () =>
    page.evaluate(() => Object.entries(sessionStorage).filter(([key]) => key.includes('formulario')));
  page.on('dialog', (dialog) => dialog.accept());
  await page.route('**/graphql', (route) => route.abort());
  await page.getByLabel('¿Qué te trae a la consulta?').fill('Me zumban los oídos');
  await page.getByLabel('Tu peso').fill('mucho');
  await expect(page.getByText(/Sin conexión/)).toBeVisible();
  await expect.poll(async () => (await kept()).length).toBe(1);
  // Nobody's name, and nothing else than what was typed.
  const [[key, value]] = (await kept()) as [[string, string]];
  expect(key).toMatch(/^asistencia\.draft\.formulario\.[\w=-]+$/);
  expect(Object.values(JSON.parse(value)).sort()).toEqual(['Me zumban los oídos', 'mucho']);
  await page.reload();
  const again = page.getByRole('button', { name: 'Probar de nuevo' });
  await expect(again).toBeVisible();
  await page.unroute('**/graphql');
  await again.click();
  await expect(page.getByLabel('¿Qué te trae a la consulta?')).toHaveValue('Me zumban los oídos');
  await expect(page.getByLabel('Tu peso')).toHaveValue('mucho');
  await page.getByLabel('Tu peso').fill('70');
  await expect(page.getByText(/Guardado \d\d:\d\d/)).toBeVisible();
  await expect.poll(kept).toEqual([]);

  // What nobody saved waits for whoever opens the same link again, and for nobody else.
  await page.route('**/graphql', (route) => route.abort());
  await page.getByLabel('¿Qué te trae a la consulta?').fill('Y me mareo');
  await expect.poll(async () => (await kept()).length).toBe(1);
  await page.context().clearCookies();
  await page.unroute('**/graphql');
  await expect(title(page, 'Tu enlace se cerró')).toBeVisible();
  await open(page, link, person.digits);
  await expect(page.getByLabel('¿Qué te trae a la consulta?')).toHaveValue('Y me mareo');
  await expect(page.getByText(/Guardado \d\d:\d\d/)).toBeVisible();

  await page.route('**/graphql', (route) => route.abort());
  await page.getByLabel('¿Qué te trae a la consulta?').fill('Y más que decir');
  await expect.poll(async () => (await kept()).length).toBe(1);
  await page.context().clearCookies();
  await page.unroute('**/graphql');
  await expect(title(page, 'Tu enlace se cerró')).toBeVisible();
  const other = await withAppointment(server);
  await open(page, other.link, other.person.digits);
  await expect(page.getByRole('link', { name: INTAKE })).toBeVisible();
  expect(await kept()).toEqual([]);
});

test('who signed in sees their own open forms', async ({ page, server }) => {
  const { person } = await withAppointment(server);
  await page.goto('/formularios');
  await expect(title(page, 'Abrí tu enlace de nuevo')).toBeVisible();
  await signInAs(page, 'signInPatient', { nationalId: person.nationalId, password: PASSWORD });
  await page.reload();
  await page.getByRole('link', { name: INTAKE }).click();
  await expect(title(page, 'Por qué venís')).toBeVisible();
});

/** Answers all that must be answered, by the API. */
async function answerAll(server: Server, link: string, digits: string) {
  const holder = await openLink(server, link, digits);
  type Forms = { forms: { nodes: { id: string; definitionVersion: number }[] } };
  const asked = async () =>
    (await holder.ask<Forms>('{ forms(openOnly: true) { nodes { id definitionVersion } } }')).forms.nodes[0];
  // A rule asks for it, a moment after the booking.
  await expect.poll(asked).toBeDefined();
  const { id: formId, definitionVersion } = (await asked()) ?? { id: '', definitionVersion: 0 };
  const answer = (fieldId: string, value: object) =>
    holder.done('saveFormAnswers', { formId, definitionVersion, answers: [{ fieldId, value }] });
  await answer('reason', { text: 'Me duele la rodilla' });
  await answer('hurts', { choices: ['no'] });
  await answer('consent', { consent: { agreed: true, signerName: 'Irma Benítez' } });
  return { address: `/formularios/${encodeURIComponent(formId)}`, answer };
}

/** Whoever had put the telephone away looks at it again. */
const lookAgain = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event('focus')));

test('what another device changed is shown before it is sent', async ({ page, server }) => {
  const { link, person } = await withAppointment(server);
  const { address, answer } = await answerAll(server, link, person.digits);
  await open(page, link, person.digits);
  await expect(title(page, 'Tu turno')).toBeVisible();
  await page.goto(`${address}/revisar`);
  await expect(page.getByText('Me duele la rodilla')).toBeVisible();
  await page.waitForLoadState('networkidle');

  await answer('reason', { text: 'Me mareo' });
  await page.getByRole('button', { name: 'Enviar' }).click();
  const changed = page.getByRole('region', { name: 'Tus respuestas cambiaron' });
  await expect(changed).toBeFocused();
  await expect(changed).toContainText('¿Qué te trae a la consulta? Me mareo');
  await expect(page.getByText('Me duele la rodilla')).toBeHidden();
  await screenshots(page, 'form-changed');

  // Who comes back to the page sees it without sending.
  await answer('reason', { text: 'Ya no me mareo' });
  await lookAgain(page);
  await expect(changed).toContainText('Ya no me mareo');
  await page.getByRole('button', { name: 'Enviar' }).click();
  await expect(page.getByText('Recibimos tus respuestas')).toBeVisible();
});

test('an answer of another device is seen where nobody is typing', async ({ page, server }) => {
  const { link, person } = await withAppointment(server);
  await begin(page, link, person.digits);
  const reason = page.getByLabel('¿Qué te trae a la consulta?');
  const weight = page.getByLabel('Tu peso');
  await reason.fill('Me mareo');
  await weight.fill('72,');
  await expect(page.getByText(/Hay una respuesta que todavía no pudimos guardar/)).toBeVisible();
  const { answer } = await answerAll(server, link, person.digits);
  await answer('weight', { number: 70 });
  await lookAgain(page);
  await expect(reason).toHaveValue('Me duele la rodilla');
  await expect(weight).toHaveValue('72,');
});

test('what is refused or no answer is not forgotten on the way to sending', async ({ page, server }) => {
  const { link, person } = await withAppointment(server);
  const { address } = await answerAll(server, link, person.digits);
  await open(page, link, person.digits);
  await expect(title(page, 'Tu turno')).toBeVisible();
  await page.goto(address);
  const weight = page.getByLabel('Tu peso');
  for (const wrong of ['9999', 'setenta']) {
    await page.goto(address);
    await weight.fill(wrong);
    await weight.blur();
    await expect(page.getByText(/Hay una respuesta que todavía no pudimos guardar/)).toBeVisible();
    await expect(page.getByText(/Guardado \d\d:\d\d/)).toBeHidden();
    // Past the button that would stop them.
    await page.evaluate((to) => history.pushState(null, '', to), `${address}/revisar`);
    await expect(title(page, 'Revisá tus respuestas')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Enviar' })).toHaveCount(0);
    await page
      .getByRole('region', { name: 'Antes de enviarlo' })
      .getByRole('link', { name: 'Tu peso' })
      .click();
    await expect(weight).toBeFocused();
    await expect(weight).toHaveValue(wrong);
    await expect(weight).toHaveAttribute('aria-invalid', 'true');
  }
  await weight.fill('70');
  await page.evaluate((to) => history.pushState(null, '', to), `${address}/revisar`);
  await expect(page.getByText('70 kg')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enviar' })).toBeVisible();
});

test('a form that was sent from another device says when', async ({ page, server, another }) => {
  const { link, person } = await withAppointment(server);
  const { address } = await answerAll(server, link, person.digits);
  await open(page, link, person.digits);
  await expect(title(page, 'Tu turno')).toBeVisible();
  await page.goto(address);
  const reason = page.getByLabel('¿Qué te trae a la consulta?');
  await expect(reason).toHaveValue('Me duele la rodilla');
  const other = await another(PHONE);
  await open(other, link, person.digits);
  await expect(title(other, 'Tu turno')).toBeVisible();
  await other.goto(`${address}/revisar`);
  await other.getByRole('button', { name: 'Enviar' }).click();
  await expect(other.getByText('Recibimos tus respuestas')).toBeVisible();
  await reason.fill('Y algo más');
  await expect(title(page, 'Ya recibimos este formulario')).toBeVisible();
  await expect(page.getByText(/Lo enviaste el \d\d\/\d\d\/\d{4}/)).toBeVisible();
});
