import { staff } from './support/api.ts';
import { withAppointment } from './support/journey.ts';
import { expect, screenshots, signInAsOperator, testApart as test, VIEWPORTS } from './support/test.ts';

// Nothing is left open for others.
test.use({ viewport: VIEWPORTS.desktop });

interface Resource {
  id: string;
  name: string;
  version: number;
  appointmentsOutsideHours: { totalCount: number };
}

const RESOURCES =
  '{ resources(first: 100) { nodes { id name version appointmentsOutsideHours(first: 1) { totalCount } } } }';

test('a holiday closes a whole clinic, and says of each resource what became of it', async ({
  page,
  untouched,
}) => {
  test.setTimeout(180_000);
  page.setDefaultTimeout(15_000);
  const { person } = await withAppointment(untouched);
  const admin = await staff(untouched, 'admin@demo.example');
  const { patients, services } = await admin.ask<{
    patients: { nodes: [{ appointments: { nodes: [{ startsAt: string }] } }] };
    services: { nodes: [{ resources: { id: string }[] }] };
  }>(
    `query ($search: String!) {
      patients(search: $search, first: 1) { nodes { appointments(first: 1) { nodes { startsAt } } } }
      services(search: "ECO-TIR", first: 1) { nodes { resources { id } } }
    }`,
    { search: person.nationalId },
  );
  const startsAt = new Date(patients.nodes[0].appointments.nodes[0].startsAt);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Argentina/Buenos_Aires' }).format(
    startsAt,
  );
  const isBooked = ({ id }: { id: string }) =>
    services.nodes[0].resources.some((resource) => resource.id === id);
  const resources = async () =>
    (await admin.ask<{ resources: { nodes: Resource[] } }>(RESOURCES)).resources.nodes;
  const before = await resources();

  await signInAsOperator(page, 'admin@demo.example');
  await page.goto('/consola/administracion/agenda');
  await page.getByRole('button', { name: 'Feriado' }).click();
  await expect(page).toHaveURL(/editar=feriado/);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cerrar ese día' }).click();
  await expect(dialog.getByText('Elegí un día.')).toBeVisible();
  const [year, month, date] = day.split('-');
  await dialog.getByRole('spinbutton').first().click();
  await page.keyboard.type(`${date}${month}${year}`);
  await dialog.getByLabel('Motivo').fill('Feriado nacional');
  await expect(dialog.getByText(`Qué cierra (${before.length} de ${before.length})`)).toBeVisible();
  // One stays open, and what was typed and unticked outlives a reload.
  const guard = before.find((resource) => !isBooked(resource)) as Resource;
  await dialog.locator('label').filter({ hasText: guard.name }).click();
  await page.reload();
  await expect(dialog.getByLabel('Motivo')).toHaveValue('Feriado nacional');
  await expect(dialog.getByText(`Qué cierra (${before.length - 1} de ${before.length})`)).toBeVisible();
  await screenshots(page, 'admin-holiday');

  // Somebody else was faster with one of them.
  const changed = before.find((resource) => resource !== guard && !isBooked(resource)) as Resource;
  await admin.done(
    'setScheduleException',
    { resourceId: changed.id, version: changed.version, day, hours: [], reason: 'Mantenimiento' },
    'resource { id }',
  );
  await dialog.getByRole('button', { name: 'Cerrar ese día' }).click();
  await expect(page.getByText(`Cierran ${before.length - 2} de ${before.length - 1}`)).toBeVisible();
  // Other devices may have appointments on that day, too.
  await expect(dialog.getByText(/^Hay .+ fuera del horario/).first()).toBeVisible();
  await screenshots(page, 'admin-holiday-outcome');
  await dialog.getByRole('button', { name: 'Probar con los que faltan' }).click();
  await expect(page.getByText(`Los ${before.length - 1} cierran el`)).toBeVisible();
  await dialog.getByRole('button', { name: 'Listo' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/turnos? fuera de horario/).first()).toBeVisible();

  const after = await resources();
  for (const { id, version } of after) {
    const old = before.find((resource) => resource.id === id)?.version ?? 0;
    expect(version, id).toBe(id === guard.id ? old : old + (id === changed.id ? 2 : 1));
  }
});

test('a choice of payers has all of them, however many there are', async ({ page, untouched }) => {
  const admin = await staff(untouched, 'admin@demo.example');
  for (let number = 0; number < 120; number += 1) {
    const input = { name: `Mutual ${number}`, isSelfPay: false, idempotencyKey: `mutual-${number}` };
    await admin.done('createPayer', input, 'payer { id }');
  }
  await signInAsOperator(page, 'admin@demo.example');
  await page.goto('/consola/grilla');
  const choice = page.getByLabel('Obra social').locator('option');
  await expect(choice.filter({ hasText: /^Mutual \d+$/ })).toHaveCount(120);
  await page.getByRole('link', { name: 'Administración' }).click();
  await page.getByRole('link', { name: 'Cobertura' }).click();
  const payers = page.getByRole('rowheader');
  await expect(payers.filter({ hasText: /Mutual \d+/ })).toHaveCount(120);
  await page.getByRole('button', { name: 'Nueva obra social o prepaga' }).click();
  await page.getByLabel('Nombre').fill('Zafiro Salud');
  await page.getByRole('button', { name: 'Crear' }).click();
  await expect(payers.filter({ hasText: 'Zafiro Salud' })).toBeVisible();
  await expect(payers.filter({ hasText: /Mutual \d+/ })).toHaveCount(120);
});

test('operators see what has to be moved, and move it from there', async ({ page, untouched }) => {
  test.setTimeout(180_000);
  page.setDefaultTimeout(15_000);
  await withAppointment(untouched, ['DMO-CC']);
  await signInAsOperator(page);
  await page.goto('/consola/turnos-a-mover');
  await expect(page.getByRole('heading', { name: 'No hay turnos a mover' })).toBeVisible();
  await expect(page.getByRole('link', { name: /Turnos a mover/ })).toHaveCount(0);

  const admin = await staff(untouched, 'admin@demo.example');
  const { resources } = await admin.ask<{ resources: { nodes: Resource[] } }>(RESOURCES);
  const resource = resources.nodes.find(({ name }) => name === 'Densitómetro') as Resource;
  const closed = await admin.done<{ resource: Resource }>(
    'updateResource',
    { id: resource.id, version: resource.version, disabled: true },
    'resource { id name version appointmentsOutsideHours(first: 1) { totalCount } }',
  );
  const count = closed.resource.appointmentsOutsideHours.totalCount;
  expect(count).toBeGreaterThan(0);
  await page.reload();
  await page.getByRole('link', { name: `Turnos a mover (${count})` }).click();
  await expect(page.getByRole('row')).toHaveCount(count + 1);
  await screenshots(page, 'to-move');

  const first = page.getByRole('link', { name: /^Cancelar el turno de/ }).first();
  await first.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Motivo').fill('El equipo no anda.');
  await dialog.getByRole('button', { name: 'Cancelar el turno' }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('link', { name: 'Volver' }).click();
  if (count === 1) await expect(page.getByRole('heading', { name: 'No hay turnos a mover' })).toBeVisible();
  else await expect(page.getByRole('row')).toHaveCount(count);
});
