import { open, withAppointment } from './support/journey.ts';
import { PHONE, slots } from './support/patient.ts';
import { expect, type Page, screenshots, test } from './support/test.ts';

test.use(PHONE);
test.setTimeout(120_000);

const reviews = (page: Page) =>
  expect(page.getByRole('heading', { name: 'Revisá y confirmá' })).toBeVisible();

/** Who has an appointment. */
type Story = Awaited<ReturnType<typeof withAppointment>>;

/** Leads from the link to the slots to which the appointment can be moved. */
async function beginMove(page: Page, { link, person }: Story) {
  await open(page, link, person.digits);
  await page.getByRole('link', { name: 'Cambiar el turno' }).click();
  await expect(slots(page).nth(3)).toBeVisible();
}

/** Leads to where one of these slots is looked at again. */
async function reviewMove(page: Page, story: Story, slot: number) {
  await beginMove(page, story);
  await slots(page).nth(slot).check();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await reviews(page);
}

test('a slot that is looked at again is kept, and another telephone sees it taken', async ({
  page,
  server,
  another,
}) => {
  // One after the other, or both would book the same slot.
  const mine = await withAppointment(server);
  const theirs = await withAppointment(server);
  await beginMove(page, mine);
  const other = await another(PHONE);
  await beginMove(other, theirs);
  const wanted = await slots(page).nth(3).inputValue();
  await slots(other)
    .and(other.locator(`[value="${wanted}"]`))
    .check();

  await slots(page).nth(3).check();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await reviews(page);
  await expect(page.getByText(/Te guardamos este horario hasta las \d\d:\d\d/)).toBeVisible();
  await screenshots(page, 'journey-move-kept');

  await other.getByRole('button', { name: 'Continuar' }).click();
  await expect(other.getByRole('heading', { name: 'Ese horario se acaba de ocupar' })).toBeVisible();
  await slots(other).first().check();
  await other.getByRole('button', { name: 'Continuar' }).click();
  await other.getByRole('button', { name: 'Confirmar el cambio' }).click();
  await expect(other.getByText('¡Listo! Lo cambiamos.')).toBeVisible();
  await page.getByRole('button', { name: 'Confirmar el cambio' }).click();
  await expect(page.getByText('¡Listo! Lo cambiamos.')).toBeVisible();
});

test('a slot that was given up for another says so and can be kept again, and the appointment stands meanwhile', async ({
  page,
  server,
  context,
}) => {
  const story = await withAppointment(server);
  await reviewMove(page, story, 2);
  // In another tab the same person looks at another slot: the first is given up.
  const other = await context.newPage();
  await other.goto('/reservar/cambiar');
  await slots(other).nth(3).check();
  await other.getByRole('button', { name: 'Continuar' }).click();
  await reviews(other);
  await page.getByRole('button', { name: 'Confirmar el cambio' }).click();
  await expect(page.getByText('Elegiste otro horario después de este, y este quedó libre.')).toBeVisible();
  await expect(page.getByText(/Se terminó|Pasó el tiempo/)).toHaveCount(0);
  await screenshots(page, 'journey-move-given-up');
  await page.getByRole('button', { name: 'Guardarlo de nuevo' }).click();
  await expect(page.getByText(/Te guardamos este horario/)).toBeVisible();
  await page.getByRole('button', { name: 'Confirmar el cambio' }).click();
  await expect(page.getByText('¡Listo! Lo cambiamos.')).toBeVisible();
});

test('who loses the session while looking at a slot comes back to it by the digits of the document', async ({
  page,
  server,
  context,
}) => {
  const story = await withAppointment(server);
  await reviewMove(page, story, 2);
  await context.clearCookies();
  await page.getByRole('button', { name: 'Confirmar el cambio' }).click();
  await expect(page.getByRole('heading', { name: 'Tu enlace se cerró' })).toBeVisible();
  await screenshots(page, 'journey-open-again');
  await page.getByLabel('Últimos 4 números del documento').fill(story.person.digits);
  await page.getByRole('button', { name: 'Continuar' }).click();
  await reviews(page);
  await page.getByRole('button', { name: 'Confirmar el cambio' }).click();
  await expect(page.getByText('¡Listo! Lo cambiamos.')).toBeVisible();
});
