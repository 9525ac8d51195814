import { newPatient, open, submitOrder, withAppointment } from './support/journey.ts';
import { asNewPatient, PHONE } from './support/patient.ts';
import { expect, holdBack, type Page, screenshots, signInAsOperator, test } from './support/test.ts';

/** Lets a part of the program not come, until what is returned is called. */
async function without(page: Page, part: string) {
  const address = `**/assets/${part}-*.js`;
  await page.route(address, (route) => route.fulfill({ status: 404 }));
  return () => page.unroute(address);
}

test.describe('a patient', () => {
  test.use(PHONE);

  test('whose screen does not come is told, and tries again', async ({ page, server }) => {
    await asNewPatient(page, server);
    await page.goto('/');
    const mend = await without(page, 'Account');
    await page.getByRole('link', { name: 'Mis datos' }).click();
    await expect(page.getByRole('heading', { name: 'No pudimos traer esta página' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Mis datos' })).toBeVisible();
    await screenshots(page, 'patient-part-missing');

    // The way back is as it was, and nothing leads to the browser's own page.
    await page.goBack();
    await expect(page.getByRole('link', { name: 'Subir orden' })).toBeVisible();
    await page.getByRole('link', { name: 'Mis datos' }).click();
    const again = page.getByRole('button', { name: 'Probar de nuevo' });
    await page.context().setOffline(true);
    await again.click();
    await expect(again).toBeVisible();
    // It goes on by itself.
    await mend();
    await page.context().setOffline(false);
    await expect(page.getByRole('heading', { name: 'Mis datos' })).toBeVisible();
  });

  test('whose page is older than the server gets the new one by itself', async ({ page, server }) => {
    await asNewPatient(page, server);
    await page.route('/', async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      await route.fulfill({ response: answer, body: text.replace(/(paciente-[\w-]+\.js)/, '$1?older') });
    });
    await page.goto('/');
    await page.unroute('/');
    const mend = await without(page, 'Account');
    // The new page comes when all of its parts are there.
    await page.route('/mis-datos', async (route) => {
      if (route.request().isNavigationRequest()) await mend();
      await route.fallback();
    });
    await page.getByRole('link', { name: 'Mis datos' }).click();
    await expect(page.getByRole('heading', { name: 'Mis datos' })).toBeVisible();
  });

  test('whose answers the server does not take is told why, and not that there is no connection', async ({
    page,
    server,
  }) => {
    const { link, person } = await withAppointment(server);
    await open(page, link, person.digits);
    await page.getByRole('link', { name: 'Antes de tu primera visita' }).click();
    let calls = 0;
    await page.route('**/graphql', (route) => {
      if (!route.request().postData()?.includes('SaveFormAnswers')) return route.fallback();
      calls += 1;
      const extensions = { code: 'RATE_LIMITED' };
      return route.fulfill({ json: { errors: [{ message: 'Son muchas a la vez.', extensions }] } });
    });
    await page.getByLabel('¿Qué te trae a la consulta?').fill('Me duele la rodilla');
    await expect(page.getByText('Son muchas a la vez.')).toBeVisible();
    await expect(page.getByText(/Sin conexión/)).toBeHidden();
    expect(calls).toBe(1);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Seguir' }).click();
    await expect(page.getByText(/Guardado \d\d:\d\d/)).toBeVisible();
    await expect(page.getByText('Son muchas a la vez.')).toBeHidden();
  });

  test('who asks for an order that is not theirs is told that there is none', async ({ page, server }) => {
    const { id } = await submitOrder(await newPatient(server));
    await asNewPatient(page, server);
    const somebodyElses = `/ordenes/${encodeURIComponent(id)}`;
    for (const address of ['/ordenes/garbage', somebodyElses, `${somebodyElses}/fotos`]) {
      await page.goto(address);
      await expect(page.getByRole('heading', { name: 'Esta página no existe' }), address).toBeVisible();
    }
  });
});

test('the page says that it is loading until there is something to show, in the language of the reader', async ({
  page,
}) => {
  for (const [address, program] of [
    ['/', 'paciente'],
    ['/consola', 'consola'],
  ]) {
    const goOn = await holdBack(page, `**/assets/${program}-*.js`);
    const answer = await holdBack(page, '**/graphql');
    await page.goto(address as string, { waitUntil: 'commit' });
    await expect(page.getByText('Cargando…')).toBeVisible();
    await expect(page.getByText('Loading…')).toBeHidden();
    const asked = page.waitForRequest('**/graphql');
    goOn();
    await asked;
    await expect(page.getByText('Cargando…')).toBeVisible();
    answer();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('Cargando…')).toBeHidden();
    await page.unrouteAll();
  }
  await page.evaluate(() => localStorage.setItem('asistencia.language', 'en'));
  await page.route('**/assets/paciente-*.js', (route) => route.abort());
  await page.goto('/');
  await expect(page.getByText('Loading…')).toBeVisible();
  await expect(page.getByText('Cargando…')).toBeHidden();
});

test('paper is light, whatever the screen is', async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const light = await ground();
  for (const theme of ['', 'dark']) {
    await page.evaluate((theme) => {
      document.documentElement.dataset.theme = theme;
    }, theme);
    await page.emulateMedia({ colorScheme: 'dark', media: 'screen' });
    expect(await ground()).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    expect(await ground()).toBe(light);
  }
});

test('an operator whose screen does not come is told, with the sections around it', async ({ page }) => {
  await signInAsOperator(page);
  const mend = await without(page, 'Worklist');
  await page.getByRole('link', { name: 'Grilla' }).click();
  await expect(page.getByRole('heading', { name: 'Esta pantalla no se pudo traer' })).toBeVisible();
  await screenshots(page, 'console-part-missing');
  await page.getByRole('link', { name: 'Por enviar' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Por enviar' })).toBeVisible();
  await page.getByRole('link', { name: 'Grilla' }).click();
  await mend();
  await page.getByRole('button', { name: 'Reintentar' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Grilla' })).toBeVisible();
});

test('the grid leaves out a day that the calendar has not', async ({ page }) => {
  await signInAsOperator(page, undefined, '/consola/grilla?periodo=dias&desde=2026-02-30');
  await expect(page.getByRole('heading', { level: 1, name: 'Grilla' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Desde' })).toBeVisible();
});
