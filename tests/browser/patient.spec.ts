import { staff } from './support/api.ts';
import {
  bookVisit,
  newCarePlan,
  newPatient,
  type Patient,
  serviceIds,
  submitOrder,
} from './support/journey.ts';
import { expect, expectAccessible, type Page, screenshots, signInAsOperator, test } from './support/test.ts';

/** Opens a patient's page by the search. */
async function openPatient(page: Page, { name, familyName }: Patient) {
  await signInAsOperator(page, undefined, '/consola/pacientes');
  await page.getByLabel('Buscar paciente').fill(familyName);
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

test('a patient is found by their document, and shows all that was said to them', async ({ page }) => {
  await signInAsOperator(page);
  await page.getByRole('link', { name: 'Pacientes' }).click();
  await page.getByLabel('Buscar paciente').fill('30111222');
  await expect(page.getByRole('listitem').filter({ hasText: '30.111.222' })).toHaveCount(1);
  // What names people stays out of the address.
  await expect(page).toHaveURL(/\/consola\/pacientes$/);

  await page.getByRole('link', { name: /Sosa, Elena/ }).click();
  await expect(page.getByRole('heading', { name: 'Sosa, Elena' })).toBeVisible();
  await expect(page).not.toHaveURL(/30111222|sosa/i);
  const timeline = page.getByRole('region', { name: 'Todo lo que se le dijo' });
  await expect(timeline.getByText('Recordatorio de visita').first()).toBeVisible();
});

test('what is said while one looks shows in the timeline, with when and how', async ({ page, server }) => {
  const patient = await newPatient(server);
  const { id } = await submitOrder(patient);
  await openPatient(page, patient);
  const timeline = page.getByRole('region', { name: 'Todo lo que se le dijo' });
  await expect(timeline.getByText('Todavía no se le dijo nada.')).toBeVisible();

  const colleague = await staff(server, 'operador2@demo.example');
  await colleague.done('requestNewPhoto', { id, reason: 'Está movida.' });
  const entry = timeline.getByRole('listitem').filter({ hasText: 'Pedido de otra foto' });
  await expect(entry).toContainText('WhatsApp');
  await expect(entry).toContainText('Enviado');
  await expect(page.getByRole('region', { name: 'Solicitudes' })).toContainText('Espera otra foto');
  await colleague.done('registerContact', { id, message: 'Le expliqué cómo sacarla.' });
  await expect(timeline.getByText('Le expliqué cómo sacarla.')).toBeVisible();
});

test('what could not be said stands in the timeline, with the reason', async ({ page, server }) => {
  const patient = await newPatient(server, undefined, { hasEmail: false });
  const operator = await staff(server);
  await bookVisit(operator, await newCarePlan(operator, patient), 4);
  await openPatient(page, patient);
  const entry = page
    .getByRole('region', { name: 'Todo lo que se le dijo' })
    .getByRole('listitem')
    .filter({ hasText: 'Turno tomado' })
    .filter({ hasText: 'E-mail' });
  await expect(entry).toContainText('No se dijo');
  await expect(entry).toContainText('no tiene e-mail');
});

test('staff ask for a form and send its link again', async ({ page, server }) => {
  const patient = await newPatient(server);
  await submitOrder(patient);
  await openPatient(page, patient);
  const forms = page.getByRole('region', { name: 'Formularios' });
  await forms.getByRole('button', { name: 'Pedir formulario' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Formulario').selectOption({ label: 'Antes de tu primera visita' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Pedir' }).click();
  await expect(forms.getByText('Antes de tu primera visita')).toBeVisible();
  await forms.getByRole('button', { name: 'Reenviar enlace' }).click();
  await expect(page.getByText('El enlace se va a enviar otra vez.')).toBeVisible();
  const timeline = page.getByRole('region', { name: 'Todo lo que se le dijo' });
  await expect(timeline.getByText('Enlace a un formulario, otra vez')).toBeVisible();
});

test('a treatment is made, its visit booked, explained and called off', async ({ page, server }) => {
  const patient = await newPatient(server);
  await openPatient(page, patient);
  await page.getByRole('button', { name: 'Nuevo tratamiento' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nombre del tratamiento').fill('Rehabilitación de hombro');
  await dialog.getByLabel('Profesional').selectOption({ label: 'Lic. Paula Giménez' });
  await dialog.getByRole('combobox', { name: 'Agregar prestación' }).fill('kinesiologia');
  await page.getByRole('listbox').getByRole('option').first().click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Crear el tratamiento' }).click();
  const plans = page.getByRole('region', { name: 'Tratamientos' });
  await expect(plans.getByText('Rehabilitación de hombro')).toBeVisible();

  await plans.getByRole('button', { name: 'Reservar visita' }).click();
  await dialog.getByRole('radio').nth(5).check();
  await dialog.getByRole('button', { name: 'Reservar la visita' }).click();
  const visits = page.getByRole('region', { name: 'Turnos' });
  await expect(visits.getByText('Visita 1')).toBeVisible();

  await visits.getByRole('button', { name: 'Explicar recordatorio' }).click();
  await expect(dialog.getByRole('listitem').first()).toBeVisible();
  await screenshots(page, 'patient-explanation');
  await dialog.getByRole('button', { name: 'Cerrar' }).click();

  await visits.getByRole('button', { name: 'Cancelar turno' }).click();
  await dialog.getByLabel('Motivo').fill('Viaja ese día.');
  await dialog.getByRole('button', { name: 'Cancelar el turno' }).click();
  await expect(visits.getByText('Cancelado')).toBeVisible();
});

test('a treatment goes on with another practitioner, and its visit stays where it is', async ({
  page,
  server,
}) => {
  const [patient, operator] = await Promise.all([newPatient(server), staff(server)]);
  await bookVisit(operator, await newCarePlan(operator, patient), 4);
  await openPatient(page, patient);
  const plans = page.getByRole('region', { name: 'Tratamientos' });
  await expect(plans).toContainText('Dra. Silvia Conti');
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('query CarePlanPractitioners') ? route.abort() : route.fallback(),
  );
  await plans.getByRole('button', { name: 'Cambiar profesional' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Dra. Silvia Conti, ya no');
  await expect(dialog.getByRole('alert')).toContainText('No hay conexión');
  await expect(dialog.getByLabel('Con quién sigue')).toBeFocused();
  await screenshots(page, 'patient-care-plan-reassign-offline');
  await page.unrouteAll();
  await dialog.getByRole('button', { name: 'Reintentar' }).click();
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  const submit = dialog.getByRole('button', { name: 'Cambiar profesional' });
  await expect(submit).toBeDisabled();
  // Who has it is not among those to whom it can go.
  const whom = dialog.getByLabel('Con quién sigue');
  await expect(whom.getByRole('option')).not.toHaveCount(1);
  await expect(whom.getByRole('option', { name: 'Dra. Silvia Conti' })).toHaveCount(0);
  await whom.selectOption({ label: 'Lic. Andrés Molina' });
  await expectAccessible(page);
  await screenshots(page, 'patient-care-plan-reassign');
  await submit.click();
  await expect(dialog).toHaveCount(0);
  await expect(plans).toContainText('Lic. Andrés Molina');
  await expect(plans).not.toContainText('Dra. Silvia Conti');
  await expect(page.getByRole('region', { name: 'Turnos' }).getByText('Visita 1')).toBeVisible();
});

test('a visit that nobody covers is refused beside who pays, and booked when the patient does', async ({
  page,
  server,
}) => {
  const [patient, admin] = await Promise.all([newPatient(server), staff(server, 'admin@demo.example')]);
  const { payer } = await admin.done<{ payer: { id: string } }>(
    'createPayer',
    { name: 'Mutual del Sur', isSelfPay: false, idempotencyKey: crypto.randomUUID() },
    'payer { id }',
  );
  await patient.caller.done('setPersonalDetails', { payerId: payer.id }, 'patient { id }');
  await newCarePlan(await staff(server), patient);
  await openPatient(page, patient);
  await page.getByRole('button', { name: 'Reservar visita' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio').nth(5).check();
  // What was covered when one looked is not any more.
  const [serviceId] = await serviceIds(admin, ['KIN-SES']);
  await admin.done('setCoverageRule', { payerId: payer.id, serviceId, decision: 'NOT_COVERED' });
  await dialog.getByRole('button', { name: 'Reservar la visita' }).click();
  await expect(dialog.getByRole('alert')).toContainText('no cubre');
  await screenshots(page, 'patient-visit-refused');
  await dialog.getByLabel(/El paciente paga/).check();
  await dialog.getByRole('button', { name: 'Reservar la visita' }).click();
  await expect(page.getByRole('region', { name: 'Turnos' }).getByText('Visita 1')).toBeVisible();
});

test('a form is taken back; what was typed of it and the open dialog outlive a reload', async ({
  page,
  server,
}) => {
  const patient = await newPatient(server, 'Retirada');
  await submitOrder(patient);
  await openPatient(page, patient);
  const forms = page.getByRole('region', { name: 'Formularios' });
  await forms.getByRole('button', { name: 'Pedir formulario' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Formulario').selectOption({ label: 'Antes de tu primera visita' });
  await dialog.getByRole('button', { name: 'Pedir' }).click();
  await forms.getByRole('button', { name: 'Retirar formulario' }).click();
  await expect(page).toHaveURL(/accion=retirar/);
  await dialog.getByLabel('Motivo').fill('Ya lo completó en papel.');
  await page.reload();
  await expect(dialog.getByLabel('Motivo')).toHaveValue('Ya lo completó en papel.');
  await screenshots(page, 'patient-withdraw');
  await dialog.getByRole('button', { name: 'Retirar el formulario' }).click();
  await expect(forms.getByText('Ya lo completó en papel.')).toBeVisible();
  await expect(forms.getByRole('button', { name: 'Reenviar enlace' })).toHaveCount(0);
});

test('a patient at the desk is given a password that works once', async ({ page, server }) => {
  const patient = await newPatient(server, 'Olvidadiza');
  await openPatient(page, patient);
  await page.getByRole('button', { name: 'Dar una contraseña nueva' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Antes, mirá su documento.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Dar una contraseña nueva' }).click();
  await expect(page.locator('output')).toHaveText(/\S{8,}/);
  await screenshots(page, 'patient-password');
  await page.getByRole('button', { name: 'Ya la guardé' }).click();
  await expect(page.locator('output')).toHaveCount(0);
});

test('what is wrong in the data is put right at the desk, and the list shows it', async ({
  page,
  server,
}) => {
  const patient = await newPatient(server, 'Malescrita');
  await submitOrder(patient);
  await openPatient(page, patient);
  await page.getByRole('button', { name: 'Corregir datos' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Apellido')).toHaveValue('Malescrita');
  await dialog.getByLabel('Apellido').fill('Bien Escrita');
  await dialog.getByLabel('Fecha de nacimiento').fill('31/02/1956');
  await dialog.getByLabel('Teléfono móvil').fill('11 4444');
  await dialog.getByLabel('Obra social').selectOption({ label: 'OSDE' });
  await dialog.getByLabel('Plan').selectOption({ index: 1 });
  await dialog.getByLabel('Número de afiliado').fill('61 222 333');
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await expect(dialog.getByText('Escribí el día, el mes y el año.')).toBeVisible();
  await dialog.getByLabel('Fecha de nacimiento').fill('29/2/1956');
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await expect(dialog.getByLabel('Teléfono móvil')).toHaveAccessibleDescription(/código de área/);
  await expectAccessible(page);
  await screenshots(page, 'patient-correct');
  // What was typed outlives a reload, and what the patient changes meanwhile is not lost.
  await patient.caller.done('confirmContact', { mobilePhone: patient.phone, email: 'nuevo@correo.example' });
  await page.reload();
  await expect(dialog.getByLabel('E-mail')).toHaveValue('nuevo@correo.example');
  await dialog.getByLabel('Teléfono móvil').fill('11 4444-5678');
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByRole('heading', { name: 'Bien Escrita, Delia' })).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('+54 9 11 4444-5678')).toBeVisible();
  await expect(page.getByText('nuevo@correo.example')).toBeVisible();
  await expect(page.getByText('61 222 333')).toBeVisible();

  await page.goto('/consola/pacientes');
  await page.getByLabel('Buscar paciente').fill('vien esqrita');
  await expect(page.getByRole('link', { name: 'Bien Escrita, Delia' })).toBeVisible();
});
