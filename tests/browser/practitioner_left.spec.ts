import { staff } from './support/api.ts';
import { newPatient, serviceIds } from './support/journey.ts';
import { expect, screenshots, signInAsOperator, test } from './support/test.ts';

test('a treatment whose practitioner left says so, and goes on with somebody else', async ({
  page,
  server,
}) => {
  const admin = await staff(server, 'admin@demo.example');
  const patient = await newPatient(server);
  const { user } = await admin.done<{ user: { id: string; version: number } }>(
    'createUser',
    { email: 'irene@demo.example', name: 'Irene Paz', role: 'PRACTITIONER' },
    'user { id version }',
  );
  const { practitioners } = await admin.ask<{ practitioners: { id: string; name: string }[] }>(
    '{ practitioners { id name } }',
  );
  const [serviceId] = await serviceIds(admin, ['KIN-SES']);
  await admin.done('createCarePlan', {
    patientId: patient.id,
    practitionerId: practitioners.find(({ name }) => name === 'Irene Paz')?.id,
    serviceId,
    title: 'Rehabilitación de hombro',
    idempotencyKey: crypto.randomUUID(),
  });
  await admin.done('updateUser', { ...user, disabled: true });

  await signInAsOperator(page, undefined, `/consola/pacientes/${encodeURIComponent(patient.id)}`);
  const plan = page.getByRole('listitem').filter({ hasText: 'Rehabilitación de hombro' });
  await expect(plan).toContainText('Ya no atiende en la clínica: cambiá de profesional');
  await expect(plan.getByRole('button', { name: 'Reservar visita' })).toHaveCount(0);
  await screenshots(page, 'patient-practitioner-left');
  await plan.getByRole('button', { name: 'Cambiar profesional' }).click();
  await page.getByLabel('Con quién sigue').selectOption({ index: 1 });
  await page.getByRole('dialog').getByRole('button', { name: 'Cambiar profesional' }).click();
  await expect(plan).not.toContainText('Ya no atiende');
  await expect(plan.getByRole('button', { name: 'Reservar visita' })).toBeVisible();

  await plan.getByRole('button', { name: 'Interrumpir' }).click();
  const dialog = page.getByRole('dialog', { name: 'Interrumpir: Rehabilitación de hombro' });
  await dialog.getByRole('button', { name: 'No, dejarlo como está' }).click();
  await expect(dialog).toBeHidden();
});
