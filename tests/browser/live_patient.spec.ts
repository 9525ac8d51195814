import { staff } from './support/api.ts';
import { newCarePlan, newPatient } from './support/journey.ts';
import { expect, signInAsOperator, test } from './support/test.ts';

test('an alert shows while one looks at the list, and goes once nobody has to see to it', async ({
  page,
  server,
}) => {
  const patient = await newPatient(server, undefined, { hasEmail: false, hasPhone: false });
  await signInAsOperator(page, undefined, '/consola/pacientes');
  const alerts = page.getByRole('region', { name: 'Alertas' });
  // What comes after the list was read is of the feed.
  await expect(alerts.getByRole('listitem').first().or(alerts.getByText('No hay alertas'))).toBeVisible();
  const colleague = await staff(server, 'operador2@demo.example');
  const { id } = await newCarePlan(colleague, patient);
  const entry = alerts.getByRole('listitem').filter({ hasText: patient.familyName });
  await expect(entry).toContainText('no tiene e-mail ni celular');
  await colleague.done('cancelCarePlan', { id, version: 1, reason: 'No viene más.' });
  await expect(entry).toHaveCount(0);
});

test('what a colleague does about a treatment shows while one looks at its patient', async ({
  page,
  server,
}) => {
  const [patient, operator] = await Promise.all([newPatient(server), staff(server)]);
  const { id } = await newCarePlan(operator, patient);
  await signInAsOperator(page, undefined, `/consola/pacientes/${encodeURIComponent(patient.id)}`);
  const plans = page.getByRole('region', { name: 'Tratamientos' });
  await expect(plans).toContainText('Dra. Silvia Conti');
  const { practitioners } = await operator.ask<{ practitioners: { id: string; name: string }[] }>(
    '{ practitioners { id name } }',
  );
  const practitionerId = practitioners.find(({ name }) => name === 'Lic. Andrés Molina')?.id;
  await operator.done('reassignCarePlan', { id, version: 1, practitionerId });
  await expect(plans).toContainText('Lic. Andrés Molina');
});
