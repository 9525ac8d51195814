import { staff } from './support/api.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { picked } from './support/review.ts';
import { expect, expectAccessible, PASSWORD, screenshot, test, VIEWPORTS } from './support/test.ts';
import { find, openWorklist } from './support/worklist.ts';

test('a contact wants a comment, and a colleague sees it without reloading', async ({ page, server }) => {
  const patient = await newPatient(server, 'Contactada');
  const { id } = await submitOrder(patient);
  await openWorklist(page);
  const row = await find(page, patient.familyName);
  await row.getByRole('button', { name: /^Indicar contacto/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Guardar contacto' }).click();
  await expect(dialog.getByText('el comentario es obligatorio')).toBeVisible();
  await dialog.getByLabel('Comentario del contacto').fill('La llamé, pide turno por la tarde.');
  await dialog.getByRole('button', { name: 'Guardar contacto' }).click();
  await expect(page.getByText('El contacto quedó registrado.')).toBeVisible();
  await expect(row).toContainText('Lucía Ferreyra');

  const colleague = await staff(server, 'operador2@demo.example');
  await colleague.done('registerContact', { id, message: 'Volví a llamar.' });
  await expect(row).not.toContainText('Lucía Ferreyra');
  await row.getByRole('button', { name: /^Indicar contacto/ }).click();
  await expect(dialog.getByText('La llamé, pide turno por la tarde.')).toBeVisible();
  await expect(dialog.getByText('Volví a llamar.')).toBeVisible();
});

test('resolving leaves the row in its place until one refreshes; it can be reopened and taken out', async ({
  page,
  server,
}) => {
  const patient = await newPatient(server, 'Resuelta');
  await submitOrder(patient);
  await openWorklist(page);
  const row = await find(page, patient.familyName);
  await row.getByRole('button', { name: /^Resolver/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Cómo terminó').selectOption({ label: 'Ya no lo necesita' });
  await dialog.getByLabel('Comentario').fill('Se atendió en otro lado.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Marcar como resuelta' }).click();
  await expect(page.getByText('La solicitud quedó resuelta.')).toBeVisible();
  await expect(row).toContainText('Ya no corresponde al filtro');
  await screenshot(page, 'worklist-gone');

  await row.getByRole('button', { name: /^Más acciones/ }).click();
  await page.getByRole('menuitem', { name: 'Reabrir' }).click();
  await dialog.getByRole('button', { name: 'Reabrir' }).click();
  await expect(row).toContainText('Por revisar');
  await expect(row).not.toContainText('Ya no corresponde');

  await row.getByRole('button', { name: /^Más acciones/ }).click();
  await page.getByRole('menuitem', { name: 'Dar de baja' }).click();
  await dialog.getByLabel('Motivo').fill('Orden repetida');
  await dialog.getByRole('button', { name: 'Dar de baja' }).click();
  await expect(row).toContainText('De baja');
  await page.getByRole('button', { name: 'Actualizar' }).click();
  await expect(page.getByText('Ninguna solicitud coincide con los filtros')).toBeVisible();
});

test('an appointment is assigned from our agenda', async ({ page, server }) => {
  const patient = await newPatient(server, 'Agendada');
  await submitOrder(patient);
  await openWorklist(page);
  const row = await find(page, patient.familyName);
  await row.getByRole('button', { name: /^Asignar turno/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Agregar prestación' }).fill('rodilla');
  await page.getByRole('listbox').getByRole('option').first().click();
  await expect(picked(dialog)).toHaveCount(1);
  await dialog.getByRole('radio').first().check();
  await dialog.getByRole('button', { name: 'Asignar el turno' }).click();
  await expect(page.getByText(/Turno asignado para el/)).toBeVisible();
  await expect(row).toContainText('Con turno');
});

test('the order is shown, and an address of an action comes back after signing in', async ({
  page,
  context,
  server,
}) => {
  const patient = await newPatient(server, 'Mirada');
  await submitOrder(patient);
  await openWorklist(page);
  const row = await find(page, patient.familyName);
  await page.setViewportSize(VIEWPORTS.desktop);
  await row.getByRole('button', { name: /^Ver la orden/ }).click();
  const picture = page.getByRole('img', { name: 'Orden médica, página 1 de 1' });
  await expect(picture).toBeVisible();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Cerrar' })).toBeInViewport({ ratio: 1 });
  await dialog.getByRole('button', { name: 'Girar' }).click();
  await expect(dialog.locator('[data-sideways="true"]')).toBeVisible();
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(100);

  await context.clearCookies();
  await page.reload();
  await page.getByLabel('Correo electrónico').fill('operadora@demo.example');
  await page.getByLabel('Contraseña').fill(PASSWORD);
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await expect(picture).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the grid is worked by keys', async ({ page, server }) => {
  const patient = await newPatient(server, 'Tecleada');
  await submitOrder(patient);
  await openWorklist(page);
  await page.keyboard.press('/');
  await page.keyboard.type('tecleada');
  await expect(page.getByText('Una solicitud')).toBeVisible();
  // In a field, letters are letters.
  await page.getByRole('heading', { name: 'Grilla' }).click();
  await page.keyboard.press('j');
  await expect(page.getByRole('row', { name: 'Tecleada' })).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('c');
  await expect(page.getByRole('dialog', { name: /Indicar contacto/ })).toBeVisible();
  await page.keyboard.type('Hablamos.');
  await page.getByRole('button', { name: 'Guardar contacto' }).press('Enter');
  await expect(page.getByRole('row', { name: 'Tecleada' })).toContainText('Lucía Ferreyra');
});
