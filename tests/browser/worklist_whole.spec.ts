import { readFile } from 'node:fs/promises';
import { newPatient, submitOrder } from './support/journey.ts';
import { Server } from './support/server.ts';
import { expect, holdBack, measured, type Page, signInAsOperator, test, VIEWPORTS } from './support/test.ts';
import { find, openWorklist } from './support/worklist.ts';

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

/** Milliseconds that each may take of 100,000 requests: about three times what it took with other stories beside it. */
const SOON = { first: 3_500, sorted: 4_000, filtered: 4_000, found: 3_500, scrolled: 15_000 };

/** Milliseconds from what is done until the rows that it asked for are shown, each of them with these words. */
async function untilShown(page: Page, words: string, act: () => Promise<unknown>): Promise<number> {
  // Of a page that was scrolled to before, the answer may be on its way still.
  const answered = page.waitForResponse((response) => {
    const asked = response.request().postData() ?? '';
    return asked.includes('query WorklistPage') && !asked.includes('"after":"');
  });
  const began = Date.now();
  await Promise.all([answered, act()]);
  await page.waitForFunction((words) => {
    const rows = [...document.querySelectorAll('tbody tr[aria-rowindex]')];
    const isRead = rows.length > 0 && !document.querySelector('[aria-busy="true"] > table');
    return isRead && rows.every(({ textContent }) => textContent.includes(words));
  }, words);
  return Date.now() - began;
}

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
    const first = await untilShown(page, '', () => page.goto('/consola/grilla?periodo=todo&resuelto=todos'));
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
    const sorted = await untilShown(page, '', () => page.getByRole('button', { name: 'Nombre' }).click());
    const filtered = await untilShown(page, 'Con turno', () =>
      page.getByLabel('Estado').selectOption({ label: 'Con turno' }),
    );
    await page.getByLabel('Estado').selectOption({ label: 'Todos' });
    const found = await untilShown(page, 'Sosa, Elena', () => page.getByLabel('Buscar').fill('30111222'));
    const took = { first, sorted, filtered, found, scrolled };
    measured(
      `of 100,000 requests, ms: first page ${first}, sorted by name ${sorted}, filtered ${filtered}, found ${found}, the 1,000th row ${scrolled}; ${most} rows in the page at most`,
    );
    expect(most).toBeLessThan(100);
    for (const [what, soon] of Object.entries(SOON)) {
      expect.soft(took[what as keyof typeof took], `ms, ${what}`).toBeLessThan(soon);
    }
    await page.goto('/consola/grilla?periodo=todo&resuelto=todos');
    await expect(counted).toBeVisible();

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
