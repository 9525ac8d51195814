import { open, withLink } from './support/journey.ts';
import { PHONE } from './support/patient.ts';
import { expect, expectNoSidewaysScroll, look, test } from './support/test.ts';

test.use(PHONE);

test('who writes the whole document number opens the link by its end', async ({ page, server }) => {
  const { link, person } = await withLink(server);
  const sent: unknown[] = [];
  page.on('request', (request) => {
    const { query, variables } = request.postDataJSON() ?? {};
    if (query?.includes('OpenJourney')) sent.push(variables.input.documentDigits);
  });
  await page.goto(link);
  const digits = page.getByLabel('Últimos 4 números del documento');

  // Neither less than the end nor a part of the whole is sent: no attempt is spent on it.
  for (const wrong of [person.digits.slice(1), person.nationalId.slice(0, 5), `${person.nationalId}1`]) {
    await digits.fill(wrong);
    await digits.press('Enter');
    await expect(digits).toHaveAccessibleDescription(/Escribí los 4 números/);
    await expect(digits).toBeFocused();
  }
  expect(sent).toEqual([]);

  const [, millions, thousands, units] = /^(..)(...)(...)$/.exec(person.nationalId) ?? [];
  await digits.fill(`${millions}.${thousands}.${units}`);
  await expect(page.getByRole('main').getByRole('status')).toHaveText(
    `Usamos los últimos 4: ${person.digits}.`,
  );
  await expect(page.getByText('Escribí los 4 números.')).toHaveCount(0);
  await expectNoSidewaysScroll(page);
  await look(page, 'journey-whole-document', 'phone');
  await digits.fill('');
  await digits.pressSequentially(person.nationalId);
  await digits.press('Enter');
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
  expect(sent).toEqual([person.digits]);
});

test('who opens a link again that was closed sees what it leads to next, and nothing of before', async ({
  page,
  context,
  server,
}) => {
  const { link, person } = await withLink(server);
  await open(page, link, person.digits);
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
  await context.clearCookies();
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(page.getByRole('heading', { name: 'Tu enlace se cerró' })).toBeVisible();

  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('query Holder')) await held;
    return route.fallback();
  });
  const asked = page.waitForRequest((request) => Boolean(request.postData()?.includes('query Holder')));
  await page.getByLabel('Últimos 4 números del documento').fill(person.digits);
  await page.getByRole('button', { name: 'Continuar' }).click();
  await asked;
  await expect(page.getByRole('main')).toHaveText('Un momento…');
  goOn();
  await expect(page.getByRole('heading', { name: 'Elegí tu turno' })).toBeVisible();
});
