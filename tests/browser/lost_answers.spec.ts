import { staff } from './support/api.ts';
import { SMALL } from './support/files.ts';
import { confirm, newPatient, requestNow, submitOrder } from './support/journey.ts';
import { addressOf, openRequest, picked, reviewOf, search } from './support/review.ts';
import { expect, type Page, screenshots, signInAsOperator, test } from './support/test.ts';
import { find, openWorklist } from './support/worklist.ts';

/** Lets the next call of a mutation be done, and its answer be lost. */
async function loseAnswer(page: Page, mutation: string) {
  let isLost = false;
  await page.route('**/graphql', async (route) => {
    if (isLost || !route.request().postData()?.includes(`mutation ${mutation}(`)) return route.fallback();
    isLost = true;
    await route.fetch();
    return route.abort();
  });
}

const cutOff = (page: Page) => page.getByText('No hay conexión con el servidor. Probá de nuevo.');

test('whoever confirms again because no answer came confirms once, and is told of no conflict', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await openRequest(page, id);
  await search(page).fill('rodilla');
  await search(page).press('Enter');
  await loseAnswer(page, 'ConfirmDispatch');
  const sent: unknown[] = [];
  page.on('request', (request) => {
    const { query = '', variables } = request.url().endsWith('/graphql') ? request.postDataJSON() : {};
    if (/mutation (Confirm|Amend)Dispatch/.test(query)) sent.push(variables.input);
  });
  await search(page).press('Control+Enter');
  await expect(cutOff(page)).toBeVisible();
  // The feed tells what she did.
  await expect(page.getByText(/El mensaje sale a las/)).toBeVisible();
  await expect(page.getByText(/Cambió mientras la mirabas/)).toBeHidden();

  await search(page).press('Control+Enter');
  await expect(page.getByRole('status').getByText(/Encolado para \d\d:\d\d/)).toBeVisible();
  await expect(page).not.toHaveURL(addressOf(id));
  await expect(page).toHaveURL(/revision/);
  await expect(search(page)).toBeFocused();
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
});

test('a contact that is registered again because no answer came is registered once', async ({
  page,
  server,
}) => {
  const { id } = await submitOrder(await newPatient(server), SMALL);
  await signInAsOperator(page, undefined, `${reviewOf(id)}&accion=contacto`);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('No atiende; dejé mensaje.');
  await loseAnswer(page, 'RegisterContact');
  const save = dialog.getByRole('button', { name: 'Guardar contacto' });
  await save.click();
  await expect(cutOff(page)).toBeVisible();
  await save.click();
  await expect(dialog).toBeHidden();
  const operator = await staff(server);
  const { assistanceRequest } = await operator.ask<{ assistanceRequest: { contactAttempts: unknown[] } }>(
    'query ($id: ID!) { assistanceRequest(id: $id) { contactAttempts { message } } }',
    { id },
  );
  expect(assistanceRequest.contactAttempts).toEqual([{ message: 'No atiende; dejé mensaje.' }]);
});

test('a correction that is sent again because no answer came is made once', async ({
  page,
  server,
  sendAfter,
}) => {
  await sendAfter(600);
  const operator = await staff(server);
  const request = await submitOrder(await newPatient(server), SMALL);
  await confirm(operator, request);
  await openRequest(page, request.id);
  await search(page).fill('ECO-TIR');
  await search(page).press('Enter');
  await expect(picked(page)).toHaveCount(2);
  await loseAnswer(page, 'AmendDispatch');
  await search(page).press('Control+Enter');
  await expect(cutOff(page)).toBeVisible();
  await search(page).press('Control+Enter');
  await expect(page.getByText(/Encolado para/)).toBeVisible();
  await expect(page).toHaveURL(/por-enviar/);
  expect((await requestNow(operator, request.id)).version).toBe(request.version + 2);
});

test('an appointment that is assigned again because no answer came is assigned once', async ({
  page,
  server,
}) => {
  const patient = await newPatient(server, 'Reintentada');
  await submitOrder(patient);
  await openWorklist(page);
  const row = await find(page, patient.familyName);
  await row.getByRole('button', { name: /^Asignar turno/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Agregar prestación' }).fill('rodilla');
  await page.getByRole('listbox').getByRole('option').first().click();
  await dialog.getByRole('radio').first().check();
  await loseAnswer(page, 'AssignAppointment');
  const assign = dialog.getByRole('button', { name: 'Asignar el turno' });
  await assign.click();
  await expect(cutOff(page)).toBeVisible();
  // The feed tells what was done.
  await expect(row).toContainText('Con turno');
  await assign.click();
  await expect(page.getByText(/Turno asignado para el/)).toBeVisible();
  await expect(dialog).toBeHidden();
  const { patient: found } = await (await staff(server)).ask<{
    patient: { appointments: { nodes: unknown[] } };
  }>('query ($id: ID!) { patient(id: $id) { appointments(first: 10) { nodes { id } } } }', {
    id: patient.id,
  });
  expect(found.appointments.nodes).toHaveLength(1);
});

test('a secret whose answer was lost is not shown later, and the administrator is led to another one', async ({
  page,
}) => {
  await signInAsOperator(page, 'admin@demo.example', '/consola/administracion/usuarios');
  await page.getByRole('button', { name: 'Nuevo usuario' }).click();
  await page.getByLabel('Nombre y apellido').fill('Marta Perdomo');
  await page.getByLabel('Correo electrónico').fill('marta@demo.example');
  await loseAnswer(page, 'CreateUser');
  const create = page.getByRole('button', { name: 'Crear' });
  await create.click();
  await expect(cutOff(page)).toBeVisible();
  await create.click();
  const told = page.getByRole('alertdialog', { name: 'Contraseña provisoria' });
  await expect(told).toContainText('se cortó la conexión');
  await screenshots(page, 'admin-user-password-lost');
  await told.getByRole('button', { name: 'Editar Marta Perdomo' }).click();
  const reset = page.getByRole('button', { name: 'Dar otra contraseña' });
  await reset.click();
  await reset.click();
  await expect(page.locator('output')).not.toBeEmpty();
  await page.getByRole('button', { name: 'Ya la guardé' }).click();
  await expect(page.getByRole('rowheader', { name: 'Marta Perdomo' })).toHaveCount(1);

  await page.goto('/consola/administracion/claves');
  await page.getByRole('button', { name: 'Nueva clave' }).click();
  await page.getByLabel('Para qué es').fill('Tablero perdido');
  await page.getByText('Leer turnos').click();
  await page.unrouteAll();
  await loseAnswer(page, 'CreateApiKey');
  await create.click();
  await expect(cutOff(page)).toBeVisible();
  await create.click();
  await page.getByRole('button', { name: 'Revocar Tablero perdido' }).click();
  await page.getByRole('button', { name: 'Revocar', exact: true }).click();
  await expect(page.getByText('Se revocó Tablero perdido.')).toBeVisible();
});
