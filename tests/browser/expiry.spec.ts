import { IN_ENGLISH, open, withLink } from './support/journey.ts';
import { expectEnglish } from './support/languages.ts';
import { PHONE, slots } from './support/patient.ts';
import { expect, expectNoSidewaysScroll, screenshots, testApart as test } from './support/test.ts';

// Time passes for their servers.
test.use(PHONE);
test.setTimeout(120_000);

test('a link that was left for weeks says so, and how to go on', async ({ page, untouched }) => {
  const { link, person } = await withLink(untouched);
  await untouched.kill();
  await untouched.resume('60d');
  await open(page, link, person.digits);
  await expect(page.getByRole('heading', { name: 'Este enlace venció', exact: true })).toBeVisible();
  await expect(page.getByText('Pedinos uno nuevo respondiendo el mensaje.')).toBeVisible();
  await screenshots(page, 'journey-expired-link');
  await expectNoSidewaysScroll(page);

  await page.getByLabel('Idioma').selectOption('English');
  await open(page, link, person.digits, IN_ENGLISH);
  await expect(page.getByRole('heading', { name: 'This link has expired', exact: true })).toBeVisible();
  await expectEnglish(page);
});

test('a slot that was looked at for too long can be kept again', async ({ page, untouched }) => {
  const { link, person } = await withLink(untouched);
  await open(page, link, person.digits);
  // So that it is still to come when time has passed.
  await page.getByRole('link', { name: 'Más fechas' }).click();
  await slots(page).first().check();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByText(/Te guardamos este horario hasta las \d\d:\d\d/)).toBeVisible();
  await untouched.kill();
  await untouched.resume('11m');
  await page.getByRole('button', { name: 'Confirmar turno' }).click();
  await expect(page.getByText('Pasó el tiempo que te guardamos el turno.')).toBeVisible();
  // What to do stands once: the server has said it.
  await expect(page.getByText('Si todavía lo querés')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Confirmar turno' })).toBeHidden();
  await screenshots(page, 'journey-expired-hold');
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Guardarlo de nuevo' }).click();
  await expect(page.getByText(/Te guardamos este horario/)).toBeVisible();
  await page.getByRole('button', { name: 'Confirmar turno' }).click();
  await expect(page.getByText('Tu turno está reservado')).toBeVisible();
});
