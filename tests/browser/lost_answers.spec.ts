import { staff } from './support/api.ts';
import { SMALL } from './support/files.ts';
import { newPatient, submitOrder } from './support/journey.ts';
import { expect, type Page, signInAsOperator, test } from './support/test.ts';

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
  await signInAsOperator(page, undefined, `/consola/revision?solicitud=${encodeURIComponent(id)}`);
  const search = page.getByRole('combobox', { name: 'Estudios que pide la orden' });
  await expect(search).toBeFocused();
  await search.fill('rodilla');
  await search.press('Enter');
  await loseAnswer(page, 'ConfirmDispatch');
  const sent: unknown[] = [];
  page.on('request', (request) => {
    const { query = '', variables } = request.url().endsWith('/graphql') ? request.postDataJSON() : {};
    if (/mutation (Confirm|Amend)Dispatch/.test(query)) sent.push(variables.input);
  });
  await search.press('Control+Enter');
  await expect(cutOff(page)).toBeVisible();
  // The feed tells what she did.
  await expect(page.getByText(/El mensaje sale a las/)).toBeVisible();
  await expect(page.getByText(/Cambió mientras la mirabas/)).toBeHidden();

  await search.press('Control+Enter');
  await expect(page.getByRole('status').getByText(/Encolado para \d\d:\d\d/)).toBeVisible();
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(id)));
  await expect(page).toHaveURL(/revision/);
  await expect(search).toBeFocused();
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
});
