import { readFile } from 'node:fs/promises';
import { staff } from './support/api.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { Server } from './support/server.ts';
import {
  expect,
  expectAccessible,
  holdBack,
  measured,
  PASSWORD,
  type Page,
  screenshot,
  signInAsOperator,
  test,
  VIEWPORTS,
} from './support/test.ts';

async function openWorklist(page: Page) {
  await signInAsOperator(page, undefined, '/consola/grilla');
  await expect(page.getByRole('heading', { name: 'Grilla' })).toBeVisible();
}

/** Shows the requests of one patient, and returns the row of the only one. */
async function find(page: Page, familyName: string) {
  await page.getByLabel('Buscar').fill(familyName);
  await expect(page.getByText('Una solicitud')).toBeVisible();
  return page.getByRole('row', { name: familyName });
}

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

test('a small desktop has a table with what fits, and a telephone cards', async ({ page }) => {
  await openWorklist(page);
  for (const width of [1024, 1152]) {
    await page.setViewportSize({ width, height: 768 });
    const row = page.getByRole('row', { name: 'Sosa, Elena' });
    await row.scrollIntoViewIfNeeded();
    await expect(row.getByRole('button', { name: /^Indicar contacto/ })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('columnheader', { name: 'E-mail' })).toHaveCount(0);
    const [needed, shown] = await page.evaluate(() => {
      const root = document.documentElement;
      return [root.scrollWidth, root.clientWidth];
    });
    expect(needed, `px at ${width}`).toBe(shown);
  }
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
  await expect(dialog.getByRole('list', { name: 'Prestaciones elegidas' }).getByRole('listitem')).toHaveCount(
    1,
  );
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

test('what the filter shows is downloaded and printed', async ({ page, server }) => {
  const patient = await newPatient(server, '=Peligrosa');
  await submitOrder(patient);
  await openWorklist(page);
  await find(page, 'Peligrosa');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Descargar CSV' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^solicitudes-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  expect(text.startsWith('\uFEFFFecha de subida;Nombre;DNI;')).toBe(true);
  const lines = text.trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(";'=Peligrosa, Delia;");
  const digits = patient.phone.slice(-8);
  expect(lines[1]).toContain(`;'+54 9 11 ${digits.slice(0, 4)}-${digits.slice(4)};`);

  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(page.getByRole('table')).toBeVisible();
  await expect(page.getByRole('navigation')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Imprimir' })).toBeHidden();
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

test.describe('with some hundred requests', () => {
  let some: Server;
  test.beforeAll(async () => {
    some = await Server.start('--requests', '400');
  });
  test.afterAll(() => some.stop());
  const everything = '/consola/grilla?periodo=todo&resuelto=todos';

  test('who comes back from a patient, or reloads, stands where they stood', async ({ another }) => {
    const page = await another({ baseURL: some.url, viewport: VIEWPORTS.desktop });
    await signInAsOperator(page);
    await page.goto(everything);
    const wanted = page.locator('tr[aria-rowindex="260"]');
    await expect(async () => {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await expect(page.locator('tr[aria-rowindex="300"]')).toBeAttached({ timeout: 200 });
    }).toPass();
    await expect(async () => {
      await page.evaluate(() => scrollBy(0, -300));
      await expect(wanted).toBeInViewport({ ratio: 1, timeout: 200 });
    }).toPass();
    const name = await wanted.getByRole('link').innerText();

    await wanted.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.getByRole('link', { name: 'Volver' }).click();
    await expect(page).toHaveURL(/grilla\?periodo=todo&resuelto=todos$/);
    await expect(wanted.getByRole('link', { name })).toBeInViewport();

    await page.reload();
    await expect(wanted.getByRole('link', { name })).toBeInViewport();

    await page.getByRole('link', { name: 'Grilla' }).click();
    await expect(page.locator('tr[aria-rowindex="2"]')).toBeInViewport();
    await page.close();
  });

  test('the CSV has everybody once, in the order of the grid', async ({ another }) => {
    const page = await another({ baseURL: some.url, viewport: VIEWPORTS.desktop });
    await signInAsOperator(page);
    await page.goto(everything);
    const counted = await page
      .getByText(/^\d+ solicitudes/)
      .first()
      .innerText();
    const asked: unknown[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('WorklistExport')) asked.push(request.postDataJSON().variables);
    });
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Descargar CSV' }).click();
    const text = await readFile(await (await downloading).path(), 'utf8');
    const lines = text.trim().split('\r\n').slice(1);
    expect(lines).toHaveLength(Number.parseInt(counted, 10));
    const [, , document] = lines[0]?.split(';') ?? [];
    await expect(page.locator('tr[aria-rowindex="2"]')).toContainText(document ?? '');
    const moments = lines.map((line) => {
      const [, day, month, year, time] = /^(\d\d)\/(\d\d)\/(\d{4}), (\d\d:\d\d)/.exec(line) ?? [];
      return `${year}-${month}-${day} ${time}`;
    });
    expect(moments).toEqual([...moments].sort());
    // From both ends at once.
    expect(asked.filter((variables) => 'last' in (variables as object)).length).toBeGreaterThan(1);
    await page.close();
  });

  test('printing reads the rest first, and can be stopped', async ({ another }) => {
    const page = await another({ baseURL: some.url, viewport: VIEWPORTS.desktop });
    await page.addInitScript(() => {
      window.print = () => {
        dispatchEvent(new Event('beforeprint'));
        const rows = document.querySelectorAll('tbody tr[aria-rowindex]').length;
        Object.assign(window, { printed: rows });
        dispatchEvent(new Event('afterprint'));
      };
    });
    await signInAsOperator(page);
    await page.goto(everything);
    const [, count] =
      /^(\d+) solicitudes/.exec(
        await page
          .getByText(/^\d+ solicitudes/)
          .first()
          .innerText(),
      ) ?? [];
    expect(Number(count)).toBeGreaterThan(300);
    const release = await holdBack(page, '**/graphql');
    await page.getByRole('button', { name: 'Imprimir' }).click();
    await expect(page.getByText('Cargando para imprimir: 100 filas…')).toBeVisible();
    await page.getByRole('button', { name: 'Detener' }).click();
    release();
    await page.getByRole('button', { name: 'Imprimir' }).click();
    await expect(page.getByText(`Se imprimieron ${count} filas.`)).toBeVisible({ timeout: 30_000 });
    expect(await page.evaluate(() => (window as unknown as { printed: number }).printed)).toBe(Number(count));

    // The browser's own printing takes what is there, and the paper says what is not.
    await page.reload();
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByText(`Son las primeras 100; faltan ${Number(count) - 100}.`)).toBeVisible();
    await page.close();
  });
});

test.describe('with 100,000 requests', () => {
  test.describe.configure({ timeout: 240_000 });
  let big: Server;
  test.beforeAll(async () => {
    test.setTimeout(240_000);
    big = await Server.start('--requests', '100000');
  });
  test.afterAll(() => big.stop());

  test('the grid is quick, and keeps only in the page what is in sight', async ({ another }) => {
    const page = await another({ baseURL: big.url, viewport: VIEWPORTS.desktop });
    await signInAsOperator(page);
    const rows = page.locator('tbody tr[aria-rowindex]');
    const opened = Date.now();
    await page.goto('/consola/grilla?periodo=todo&resuelto=todos');
    await expect(rows.first()).toBeVisible();
    const first = Date.now() - opened;
    const counted = page.getByText(/^\d{2,3}\.\d{3} solicitudes/);
    await expect(counted).toBeVisible();
    const all = Number.parseInt((await counted.innerText()).replace('.', ''), 10);

    const began = Date.now();
    const most = await page.evaluate(async () => {
      let most = 0;
      for (;;) {
        const shown = document.querySelectorAll('tbody tr[aria-rowindex]');
        most = Math.max(most, shown.length);
        const last = shown[shown.length - 1];
        if (Number(last?.getAttribute('aria-rowindex')) > 1_000) return most;
        scrollTo(0, document.documentElement.scrollHeight);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    });
    const scrolled = Date.now() - began;
    measured(
      `first rows after ${first} ms, the 1,000th after ${scrolled} ms; ${most} rows in the page at most`,
    );
    expect(most).toBeLessThan(100);
    expect(first).toBeLessThan(5_000);
    expect(scrolled).toBeLessThan(60_000);

    // Paper takes some thousands, and says how many it leaves out.
    await page.evaluate(() => {
      window.print = () => Object.assign(window, { isPrinted: true });
    });
    await page.getByRole('button', { name: 'Imprimir' }).click();
    const left = new Intl.NumberFormat('es-AR').format(all - 5_000);
    const part = `Son las primeras 5.000; faltan ${left}.`;
    await expect(page.getByText(`Se imprimió una parte. ${part}`)).toBeVisible({ timeout: 60_000 });
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByText(part, { exact: true })).toBeVisible();
    expect(await page.evaluate(() => 'isPrinted' in window)).toBe(true);
  });
});
