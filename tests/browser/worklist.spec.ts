import { newPatient, submitOrder } from './support/journey.ts';
import { expect, expectAccessible, screenshot, signInAsOperator, test, VIEWPORTS } from './support/test.ts';
import { find, openWorklist } from './support/worklist.ts';

test('the grid opens with what came today and is not resolved', async ({ page }) => {
  await openWorklist(page);
  await expect(page.getByRole('row', { name: 'Sosa, Elena' })).toContainText('30.111.222');
  await expect(page).toHaveURL(/\/consola\/grilla$/);
  const headings = await page.getByRole('columnheader').allInnerTexts();
  expect(headings.map((heading) => heading.replace(/\s*[▲▼↕]/, ''))).toEqual([
    'Fecha de subida',
    'Nombre',
    'DNI',
    'Teléfono verificado',
    'Teléfono móvil',
    'E-mail',
    'Obra social',
    'Plan',
    'Fecha contacto',
    'Usuario contacto',
    'Resuelto',
    'Estado',
    'Acciones',
  ]);
  await page.setViewportSize({ width: 1280, height: 720 });
  await expect(page.getByRole('table')).toBeInViewport();
  await screenshot(page, 'worklist-1280');
  const [needed, shown] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth, root.clientWidth];
  });
  expect(needed).toBe(shown);

  // The order and the three circuits are at hand, and no pill breaks in two.
  const first = page.getByRole('row', { name: 'Sosa, Elena' }).first();
  await first.scrollIntoViewIfNeeded();
  for (const name of [/^Ver la orden/, /^Resolver/, /^Asignar turno/, /^Indicar contacto/]) {
    await expect(first.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
  }
  const heights = await page
    .locator('td span')
    .evaluateAll((spans) =>
      spans.filter(({ textContent }) => textContent === 'Por revisar').map((span) => span.clientHeight),
    );
  expect(Math.max(...heights)).toBeLessThan(24);
});

test('a small desktop has a table with every column, some below others, and a telephone cards', async ({
  page,
  server,
}) => {
  const patient = await newPatient(server, 'Apretada');
  await submitOrder(patient);
  await openWorklist(page);
  const row = await find(page, patient.familyName);
  const below = {
    Nombre: 'E-mail',
    'Teléfono móvil': 'Teléfono verificado',
    'Fecha contacto': 'Usuario contacto',
    Estado: 'Resuelto',
  };
  for (const width of [1024, 1152]) {
    await page.setViewportSize({ width, height: 768 });
    await row.scrollIntoViewIfNeeded();
    await expect(row.getByRole('button', { name: /^Indicar contacto/ })).toBeInViewport({ ratio: 1 });
    for (const [column, other] of Object.entries(below)) {
      await expect(page.getByRole('columnheader', { name: column })).toContainText(other);
      await expect(row.getByRole('cell').filter({ hasText: `${other}: ` })).toHaveCount(1);
    }
    await expect(row).toContainText(patient.email);
    const [needed, shown] = await page.evaluate(() => {
      const root = document.documentElement;
      return [root.scrollWidth, root.clientWidth];
    });
    expect(needed, `px at ${width}`).toBe(shown);
  }
  await screenshot(page, 'worklist-1152');
  await expectAccessible(page);
  await page.setViewportSize(VIEWPORTS.phone);
  await expect(page.getByRole('table')).toHaveCount(0);
  await expect(page.getByText('E-mail').first()).toBeVisible();
});

test('on a telephone the filters are folded, and say how many hold', async ({ page }) => {
  await page.setViewportSize(VIEWPORTS.phone);
  await openWorklist(page);
  await expect(page.getByLabel('Buscar')).toBeVisible();
  await expect(page.getByLabel('Estado')).toBeHidden();
  await expect(page.getByRole('listitem').first()).toBeInViewport();
  await screenshot(page, 'worklist-folded-phone');
  await page.getByRole('button', { name: 'Filtros' }).click();
  await page.getByLabel('Estado').selectOption({ label: 'Por revisar' });
  await page.getByRole('button', { name: 'Filtros (1)' }).click();
  await expect(page.getByLabel('Estado')).toBeHidden();
  await expectAccessible(page);
});

test('the calendar marks the day that it is at the clinic', async ({ page }) => {
  await signInAsOperator(page, undefined, '/consola/grilla?periodo=dias');
  await page
    .getByRole('button', { name: /Calendario.*Desde|Desde/ })
    .first()
    .click();
  const day = new Intl.DateTimeFormat('es-AR', {
    timeZone: 'America/Argentina/Buenos_Aires',
    day: 'numeric',
  });
  // The browser is in Tokyo.
  await expect(page.getByRole('grid').locator('[class*="_today_"]')).toHaveText(day.format());
});

test('filters are in the address, names are not, and both outlive a reload', async ({ page, server }) => {
  const patient = await newPatient(server, 'Filtrada');
  await submitOrder(patient);
  await openWorklist(page);
  await find(page, patient.familyName);
  await page.getByLabel('Fecha de subida').selectOption({ label: 'Últimos 7 días' });
  await page.getByLabel('Estado').selectOption({ label: 'Por revisar' });
  await page.getByRole('button', { name: 'Nombre' }).click();
  await expect(page).toHaveURL(/periodo=semana/);
  await expect(page).toHaveURL(/estado=PENDING_REVIEW/);
  await expect(page).toHaveURL(/orden=nombre/);
  expect(page.url()).not.toMatch(/filtrada/i);

  await page.reload();
  await expect(page.getByLabel('Buscar')).toHaveValue('Filtrada');
  await expect(page.getByRole('row', { name: 'Filtrada' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Nombre' })).toHaveAttribute('aria-sort', 'ascending');

  await page.getByLabel('Estado').selectOption({ label: 'Con turno' });
  await expect(page.getByText('Ninguna solicitud coincide con los filtros')).toBeVisible();
  await page.getByRole('button', { name: 'Quitar los filtros' }).click();
  await expect(page).toHaveURL(/\/consola\/grilla$/);
  await expect(page.getByLabel('Buscar')).toHaveValue('');
});

test('orders that come show without moving what one reads', async ({ another, untouched: server }) => {
  const patient = await newPatient(server, 'Llegada');
  const page = await another({ baseURL: server.url });
  await openWorklist(page);
  await expect(page.getByRole('row', { name: 'Sosa, Elena' })).toBeVisible();
  await submitOrder(patient);
  // The oldest come first: the newest stands at the end.
  await expect(page.getByRole('row', { name: 'Llegada' })).toBeVisible();

  await page.getByRole('button', { name: 'Fecha de subida' }).click();
  await expect(page.getByRole('row').nth(1)).toContainText('Llegada');
  const first = await page.getByRole('row').nth(1).innerText();
  await submitOrder(await newPatient(server, 'Anunciada'));
  await expect(page.getByText(/nueva/)).toBeVisible();
  expect(await page.getByRole('row').nth(1).innerText()).toBe(first);
  await page.getByRole('button', { name: 'Actualizar' }).click();
  await expect(page.getByRole('row', { name: 'Anunciada' })).toBeVisible();
});
