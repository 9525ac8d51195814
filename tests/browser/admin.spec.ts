import { staff } from './support/api.ts';
import { expect, type Page, screenshots, signInAsOperator, test } from './support/test.ts';

const ADMIN = 'admin@demo.example';

/** Opens a screen of the administration. */
async function open(page: Page, screen: string) {
  await signInAsOperator(page, ADMIN, `/consola/administracion/${screen}`);
}

/** Asks the API as whoever is signed in on the page. */
async function ask(page: Page, query: string, variables: object = {}) {
  return page.evaluate(
    async (body) => {
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()).data;
    },
    { query, variables },
  );
}

test('a service gets a synonym, and an operator finds it by it', async ({ page, another }) => {
  await open(page, 'prestaciones');
  await expect(page.getByRole('heading', { name: 'Prestaciones' })).toBeVisible();
  await expect(page.getByRole('row')).not.toHaveCount(0);

  await page.getByRole('link', { name: 'Nueva prestación' }).click();
  await page.getByLabel('Nombre', { exact: true }).fill('Elastografía hepática');
  await page.getByLabel('Código').fill('RM-CER');
  await page.getByLabel('Agregar un sinónimo').fill('fibroscan');
  await page.getByLabel('Agregar un sinónimo').press('Enter');
  await page.getByLabel('Circuito').selectOption('Ecografía');
  await page.getByLabel('Duración en minutos').fill('20');
  await page.getByText('Ecógrafo 1').click();
  await expect(page.getByRole('checkbox', { name: 'Ecógrafo 1' })).toBeChecked();
  await page.getByRole('button', { name: 'Crear' }).click();
  // The code is another service's: said beside it, and nothing is lost.
  await expect(page.getByLabel('Código')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Código')).toBeFocused();
  await screenshots(page, 'admin-service-refused');
  await page.getByLabel('Código').fill('ECO-ELA');
  let sent = 0;
  page.on('request', (request) => {
    if (request.postData()?.includes('mutation CreateService')) sent += 1;
  });
  await page.getByRole('button', { name: 'Crear' }).dblclick();
  await expect(page.getByRole('status').filter({ hasText: 'Se creó Elastografía hepática.' })).toBeVisible();
  expect(sent).toBe(1);

  const operator = await another();
  await signInAsOperator(operator);
  const found = await ask(operator, '{ services(search: "fibroscan") { nodes { code } } }');
  expect(found.services.nodes).toEqual([{ code: 'ECO-ELA' }]);
  await operator.goto('/consola/administracion/prestaciones');
  await expect(operator.getByRole('heading', { name: 'Esta parte es para administradores' })).toBeVisible();
  await screenshots(operator, 'admin-not-yours');

  await page.getByLabel(/Buscar/).fill('fibroscan');
  await page.getByRole('link', { name: 'Elastografía hepática' }).click();
  await page.getByRole('button', { name: 'Dar de baja' }).click();
  await expect(page.getByText('De baja', { exact: true })).toBeVisible();
});

test('a catalogue of more than a page is there to its end, and a search narrows it', async ({
  page,
  server,
}) => {
  const admin = await staff(server, ADMIN);
  const { circuits } = await admin.ask<{ circuits: { id: string }[] }>('{ circuits { id } }');
  const names = Array.from({ length: 100 }, (_, number) => `Zonografía ${number + 1}`);
  for (const [number, name] of names.entries()) {
    const service = { name, code: `ZON-${number}`, circuitId: circuits[0]?.id, durationMinutes: 10 };
    await admin.done('createService', { ...service, idempotencyKey: crypto.randomUUID() });
  }
  await open(page, 'prestaciones');
  for (const name of ['Colangiorresonancia', ...names.slice(-2)])
    await expect(page.getByRole('link', { name, exact: true })).toBeAttached();
  await page.getByLabel(/Buscar/).fill('ZON-41');
  await expect(page.getByRole('link', { name: 'Colangiorresonancia' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Zonografía 42' })).toBeVisible();
});

test('what somebody else changed meanwhile is said, and what was typed stays', async ({ page }) => {
  await open(page, 'prestaciones');
  await page.getByLabel(/Buscar/).fill('RX-TOR');
  await page.getByRole('link', { name: 'Radiografía de tórax frente y perfil' }).click();
  await page.getByLabel('Preparación').fill('Vení con ropa cómoda.');
  const { services } = await ask(page, '{ services(search: "RX-TOR", first: 1) { nodes { id version } } }');
  const [{ id, version }] = services.nodes;
  await ask(page, 'mutation ($i: UpdateServiceInput!) { updateService(input: $i) { service { id } } }', {
    i: { id, version, name: 'Radiografía de tórax (dos posiciones)' },
  });
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByRole('alert')).toContainText('Alguien cambió esto');
  await expect(page.getByLabel('Nombre')).toHaveValue('Radiografía de tórax (dos posiciones)');
  await expect(page.getByLabel('Preparación')).toHaveValue('Vení con ropa cómoda.');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Se guardó' })).toBeVisible();
});

test('a number that cannot be is said beside it, and nothing is saved', async ({ page }) => {
  await open(page, 'ajustes');
  const days = page.getByLabel('Vigencia del enlace del paciente (días)');
  for (const [typed, words] of [
    ['', /Escribí un número/],
    ['999999999999', /El número es demasiado grande/],
  ] as const) {
    await days.fill(typed);
    await page.getByRole('button', { name: 'Guardar' }).click();
    await expect(days).toHaveAccessibleDescription(words);
    await expect(days).toBeFocused();
    await expect(page.getByText('Se guardaron los ajustes.')).toBeHidden();
  }
  await page.getByRole('button', { name: 'Descartar cambios' }).click();
  await expect(days).not.toHaveValue('');

  // What is pasted may bring along what nobody sees.
  const channel = page.getByLabel(/Canal/);
  await channel.fill('canal\0 uno');
  await expect(channel).toHaveValue('canal uno');
});

test('a closed day of a resource has no slots, and hours are changed by weekday', async ({ page }) => {
  await open(page, 'agenda');
  const { services } = await ask(page, '{ services(search: "DMO-CC", first: 1) { nodes { id } } }');
  const searched = 'query ($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { startsAt } } }';
  const slotsFrom = async (from: string, to?: string) => {
    const i = { serviceIds: [services.nodes[0].id], from, ...(to && { to }) };
    return (await ask(page, searched, { i })).slots.nodes as { startsAt: string }[];
  };
  const nextWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const [first] = await slotsFrom(nextWeek);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Argentina/Buenos_Aires' }).format(
    new Date(first?.startsAt ?? ''),
  );
  await expect(page.getByRole('heading', { name: 'Sede Centro' })).toBeVisible();

  await page.getByRole('link', { name: 'Densitómetro' }).click();
  await expect(page.getByRole('heading', { name: 'Densitómetro' })).toBeVisible();
  const exceptions = page.getByRole('form', { name: 'Días distintos' });
  const [year, month, date] = day.split('-') as [string, string, string];
  await exceptions.getByRole('spinbutton').first().click();
  await page.keyboard.type(`${date}${month}${year}`);
  await exceptions.getByLabel('Motivo').fill('Mantenimiento');
  await exceptions.getByRole('button', { name: 'Guardar el día' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Mantenimiento' })).toBeVisible();
  expect(await slotsFrom(day, day)).toEqual([]);

  // A time after which the end comes is refused beside its place; typed by keyboard alone.
  const week = page.getByRole('form', { name: 'Horario semanal' });
  const saturday = week.getByRole('group', { name: 'Sábado' });
  await saturday.getByRole('button', { name: 'Agregar horario: Sábado' }).click();
  await saturday.getByRole('group', { name: 'Desde' }).last().getByRole('spinbutton').first().click();
  await page.keyboard.type('1430');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1300');
  await week.getByRole('button', { name: 'Guardar horario' }).click();
  await expect(saturday.getByText(/termina|final|después/i)).toBeVisible();
  await screenshots(page, 'admin-resource-refused');
  await saturday.getByRole('button', { name: /Quitar 14:30 – 13:00/ }).click();
  await week.getByRole('button', { name: 'Guardar horario' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Se guardó el horario.' })).toBeVisible();
});

test('a new user signs in with the one-time password', async ({ page, another }) => {
  await open(page, 'usuarios');
  await expect(page.getByRole('rowheader', { name: 'Verónica Rossi' })).toBeVisible();
  await page.getByRole('button', { name: 'Nuevo usuario' }).click();
  await page.getByLabel('Nombre y apellido').fill('Sofía Benítez');
  await page.getByLabel('Correo electrónico').fill('admin@demo.example');
  await page.getByRole('button', { name: 'Crear' }).click();
  await expect(page.getByLabel('Correo electrónico')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Correo electrónico').fill('sofia@demo.example');
  await page.getByRole('button', { name: 'Crear' }).click();
  const password = await page.locator('output').innerText();
  await screenshots(page, 'admin-user-password');
  await page.getByRole('button', { name: 'Ya la guardé' }).click();
  await expect(page.getByRole('rowheader', { name: 'Sofía Benítez' })).toBeVisible();

  const hers = await another();
  await hers.goto('/consola/ingresar');
  await hers.getByLabel('Correo electrónico').fill('sofia@demo.example');
  await hers.getByLabel('Contraseña').fill(password);
  await hers.getByRole('button', { name: 'Ingresar' }).click();
  await hers.getByLabel('Contraseña nueva').fill('una clave mía y larga');
  await hers.getByRole('button', { name: 'Ingresar' }).click();
  await expect(hers.getByRole('button', { name: /Sofía Benítez/ })).toBeVisible();

  await page.getByRole('button', { name: 'Editar Sofía Benítez' }).click();
  await page.getByRole('button', { name: 'Quitar el acceso' }).click();
  await expect(page.getByRole('rowheader', { name: /Sofía Benítez.*Sin acceso/ })).toBeVisible();
  await hers.reload();
  await expect(hers.getByRole('heading', { name: 'Ingresá a la consola' })).toBeVisible();
});

test('the wait before sending is changed, and a value out of range is refused beside it', async ({
  page,
}) => {
  await open(page, 'ajustes');
  const wait = page.getByLabel('Espera antes de enviar (minutos)');
  await wait.fill('1500');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(wait).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('Tiene que ser de 0 a 1.440 minutos.')).toBeVisible();
  await screenshots(page, 'admin-settings');
  await wait.fill('0,05');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Se guardaron los ajustes.' })).toBeVisible();
  const { clinic } = await ask(page, '{ clinic { settings { dispatchDelaySeconds } } }');
  expect(clinic.settings.dispatchDelaySeconds).toBe(3);
});

test('circuits and the table of coverage are changed, and checks of coverage follow', async ({ page }) => {
  await open(page, 'circuitos');
  await page.getByRole('button', { name: 'Nuevo circuito' }).click();
  await page.getByLabel('Nombre').fill('Medicina nuclear');
  await page.getByText('Permite pedir varias').click();
  await page.getByRole('button', { name: 'Crear' }).click();
  await expect(page.getByRole('row', { name: /Medicina nuclear.*Varias prestaciones/ })).toBeVisible();

  await page.getByRole('link', { name: 'Cobertura' }).click();
  await expect(page.getByRole('rowheader')).not.toHaveCount(0);
  await page.getByRole('button', { name: 'Nueva obra social o prepaga' }).click();
  await page.getByLabel('Nombre').fill('Mutual del Puerto');
  await page.getByRole('button', { name: 'Crear' }).click();
  await page.getByRole('link', { name: 'Mutual del Puerto' }).click();
  await page.getByRole('button', { name: 'Nuevo plan' }).click();
  await page.getByLabel('Nombre').fill('Dorado');
  await page.getByRole('button', { name: 'Crear' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Dorado' })).toBeVisible();

  await page.getByRole('button', { name: 'Nueva regla' }).click();
  await page.getByRole('combobox', { name: 'Prestación' }).fill('colangio');
  await page.getByRole('option', { name: 'Colangiorresonancia' }).click();
  await page.getByLabel('Qué dice').selectOption('Requiere autorización');
  await page.getByLabel('Aclaración').fill('La pide la clínica.');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByRole('row', { name: /Colangiorresonancia.*Requiere autorización/ })).toBeVisible();
  await screenshots(page, 'admin-payer');

  await page.getByRole('button', { name: 'Editar la regla de Colangiorresonancia' }).click();
  await page.getByRole('button', { name: 'Quitar la regla' }).click();
  await expect(page.getByText('Todavía no hay ninguna regla.')).toBeVisible();
});

test('what a change of the reminders would send is seen before it is saved', async ({ page }) => {
  await open(page, 'recordatorios');
  const preview = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Qué se enviaría' }) });
  await expect(preview.getByText(/mensajes?, mirando/)).toBeVisible();
  await page.getByText('Recordar a los pacientes').click();
  await expect(preview.getByText('No se enviaría nada.')).toBeVisible();
  await page.getByRole('button', { name: 'Descartar cambios' }).click();
  await page.getByLabel('Desde cuántas horas antes').fill('2');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByLabel('Desde cuántas horas antes')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Desde cuántas horas antes').fill('36');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Se guardaron las reglas.' })).toBeVisible();
});

test('a key is shown once, and works until it is revoked', async ({ page, server }) => {
  await open(page, 'claves');
  await page.getByRole('button', { name: 'Nueva clave' }).click();
  await page.getByRole('button', { name: 'Crear' }).click();
  await expect(page.getByLabel('Para qué es')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Para qué es').fill('Tablero de la sala');
  await page.getByText('Leer prestaciones, sedes y turnos libres').click();
  await page.getByRole('button', { name: 'Crear' }).click();
  const key = await page.locator('output').innerText();
  await page.getByRole('button', { name: 'Ya la guardé' }).click();
  const reads = async () => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` };
    const body = JSON.stringify({ query: '{ circuits { id } }' });
    return (await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })).status;
  };
  expect(await reads()).toBe(200);
  await expect(page.getByRole('row', { name: /Tablero de la sala/ })).toBeVisible();
  await screenshots(page, 'admin-keys');
  await page.getByRole('button', { name: 'Revocar Tablero de la sala' }).click();
  await page.getByRole('button', { name: 'Revocar', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No hay ninguna clave' })).toBeVisible();
  expect(await reads()).toBe(401);
});
