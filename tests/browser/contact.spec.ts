import { staff } from './support/api.ts';
import { open, requestNow, submitOrder, withLink } from './support/journey.ts';
import { asNewPatient, PHONE } from './support/patient.ts';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  type Page,
  screenshots,
  signInAs,
  test,
  testApart,
  PASSWORD,
} from './support/test.ts';

const CALL = 'Llamanos al 011 5555-0100';
const WRITE = 'Escribinos a turnos@demo.example';

/** The ways to the clinic in the part of a page of this role. */
function ways(page: Page, part: 'main' | 'contentinfo') {
  const within = page.getByRole(part);
  return { call: within.getByRole('link', { name: CALL }), write: within.getByRole('link', { name: WRITE }) };
}

/** Whoever is here can go no further, and reads beside it whom to call; once is enough. */
async function expectHelp(page: Page, title: string | RegExp) {
  await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
  await expect(ways(page, 'main').call).toHaveAttribute('href', 'tel:+54-11-5555-0100');
  await expect(ways(page, 'main').write).toHaveAttribute('href', 'mailto:turnos@demo.example');
  await expect(ways(page, 'contentinfo').call).toHaveCount(0);
  await expectNoSidewaysScroll(page);
}

test.describe('a patient who gets stuck', () => {
  test.use(PHONE);

  test('finds the clinic’s telephone below every page, large enough to tap', async ({ page }) => {
    for (const address of ['/', '/ingresar', '/j/any-token-shows-the-same']) {
      await page.goto(address);
      const { call } = ways(page, 'contentinfo');
      await expect(call).toHaveAttribute('href', 'tel:+54-11-5555-0100');
      expect((await call.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      await expect(ways(page, 'main').call).toHaveCount(0);
    }
    await page.goto('/');
    await expectAccessible(page);
    await screenshots(page, 'patient-contact');
  });

  test('reads whom to call where a link leads no further', async ({ page, server }) => {
    await page.goto('/reservar');
    await expectHelp(page, 'Abrí tu enlace de nuevo');

    const { link, person, operator, request } = await withLink(server);
    await open(page, link, person.digits);
    await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
    await page.goto('/reservar?desde=2031-01-06');
    await expectHelp(page, 'No hay turnos libres en estas fechas');
    await screenshots(page, 'journey-no-slots-contact');

    await page.route('**/graphql', (route) => {
      if (!route.request().postData()?.includes('query Holder')) return route.fallback();
      return route.fulfill({
        status: 500,
        json: { errors: [{ message: 'x', extensions: { code: 'INTERNAL' } }] },
      });
    });
    await page.goto('/reservar');
    await expect(page.getByRole('button', { name: 'Probar de nuevo' })).toBeVisible();
    await expectHelp(page, 'Algo salió mal. Probá de nuevo en un rato.');
    await page.unrouteAll();

    await operator.done('voidAssistanceRequest', { ...(await requestNow(operator, request.id)) });
    await open(page, link, person.digits);
    await expectHelp(page, 'Este enlace ya no sirve: el pedido está cerrado');
    await screenshots(page, 'journey-revoked-contact');
  });

  test('reads whom to call where their order was withdrawn, and where they tried too often', async ({
    page,
    server,
  }) => {
    const patient = await asNewPatient(page, server);
    const { id, version } = await submitOrder(patient);
    await (await staff(server)).done('voidAssistanceRequest', { id, version });
    await page.goto(`/ordenes/${encodeURIComponent(id)}`);
    await expectHelp(page, /^Orden del/);
    await screenshots(page, 'request-withdrawn-contact');

    await page.goto('/ordenes/garbage');
    await expect(page.getByRole('heading', { name: 'Esta página no existe' })).toBeVisible();
    await expect(ways(page, 'contentinfo').call).toBeVisible();
    await expect(ways(page, 'main').call).toHaveCount(0);

    const { link } = await withLink(server);
    const digits = page.getByLabel('Últimos 4 números del documento');
    await page.goto(link);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(digits).toHaveValue('');
      await digits.fill('0000');
      await digits.press('Enter');
    }
    await expectHelp(page, 'Este enlace está bloqueado');
  });
});

testApart(
  'an administrator says whom to call, and patients read it',
  async ({ page, untouched, another }) => {
    await signInAs(page, 'signIn', { email: 'admin@demo.example', password: PASSWORD });
    await page.goto('/consola/administracion/ajustes');
    const phone = page.getByLabel('Teléfono de la clínica');
    await expect(phone).toHaveValue('011 5555-0100');
    await phone.fill('5555-0199');
    await page.getByRole('button', { name: 'Guardar' }).click();
    await expect(phone).toHaveAccessibleDescription(/con el código de área/);
    await expect(phone).toHaveAttribute('aria-invalid', 'true');
    await screenshots(page, 'admin-settings-contact');
    await phone.fill('0800 555 0199');
    await page.getByLabel('Correo de la clínica').fill('');
    await page.getByRole('button', { name: 'Guardar' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Se guardaron los ajustes.' })).toBeVisible();

    const patient = await another({ baseURL: untouched.url });
    await patient.goto('/');
    const contact = patient.getByRole('contentinfo');
    await expect(contact.getByRole('link')).toHaveText(['Llamanos al 0800 555 0199']);

    await phone.fill('');
    await page.getByRole('button', { name: 'Guardar' }).click();
    await expect(phone).toHaveValue('');
    await expect(page.getByRole('button', { name: 'Descartar cambios' })).toBeHidden();
    await patient.reload();
    await expect(patient.getByLabel('Idioma')).toBeVisible();
    await expect(contact.getByRole('link')).toHaveCount(0);
    await expect(contact.getByText('¿Dudas?')).toHaveCount(0);
  },
);
