import { staff } from './support/api.ts';
import { SMALL } from './support/files.ts';
import { newPatient, type Patient, submitOrder } from './support/journey.ts';
import { openRequest, picked, search } from './support/review.ts';
import type { Server } from './support/server.ts';
import { expect, expectAccessible, type Page, screenshot, test } from './support/test.ts';

/** What a small office still works on. */
const SMALL_DESKTOP = { width: 1280, height: 720 };

const SERVICES = ['ECO-ABD', 'ECO-REN', 'ECO-TIR', 'ECO-MAM'];

/** Opens an order, and picks four services by keys. */
async function pickFour(page: Page, id: string) {
  await page.setViewportSize(SMALL_DESKTOP);
  await openRequest(page, id);
  for (const [index, code] of SERVICES.entries()) {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await expect(picked(page)).toHaveCount(index + 1);
  }
  await expect(picked(page).last()).toContainText(/cobertura|Cubierto|autorización|Particular/);
  await expect(search(page)).toBeInViewport({ ratio: 1 });
}

/** Whether all of what was picked last is seen, and nothing stands over it. */
const isLastInSight = (page: Page) =>
  picked(page)
    .last()
    .evaluate((last) => {
      const { left, top, bottom } = last.getBoundingClientRect();
      return [top + 4, bottom - 4].every((y) => last.contains(document.elementFromPoint(left + 12, y)));
    });

/** Takes the telephone away from a patient. */
async function withoutPhone(server: Server, patient: Patient) {
  const operator = await staff(server);
  const query = 'query ($id: ID!) { patient(id: $id) { id version givenName familyName email } }';
  const { patient: known } = await operator.ask<{ patient: object }>(query, { id: patient.id });
  await operator.done('correctPatient', { ...known });
}

const STORIES: {
  why: string;
  words: RegExp;
  before: (server: Server, patient: Patient) => Promise<void>;
  after: (page: Page, server: Server, id: string) => Promise<void>;
}[] = [
  {
    why: 'the patient has no telephone',
    words: /celular/,
    before: withoutPhone,
    after: async () => {},
  },
  {
    why: 'there is no connection',
    words: /No hay conexión con el servidor/,
    before: async () => {},
    after: async (page) => {
      await page.route('**/graphql', (route) => route.abort());
    },
  },
  {
    why: 'a colleague is on it',
    words: /Otra persona está trabajando en esta solicitud/,
    before: async () => {},
    after: async (page, server, id) => {
      const colleague = await staff(server, 'operador2@demo.example');
      const mutation = `mutation ($id: ID!) {
        claimAssistanceRequest(input: { id: $id, takeOver: true }) { userErrors { code } }
      }`;
      await colleague.ask(mutation, { id });
      await expect(page.getByText(/Martín Aguirre está con esta solicitud/)).toBeVisible();
    },
  },
];

for (const [index, { why, words, before, after }] of STORIES.entries()) {
  test(`on a small desktop with four services it is seen that it is refused: ${why}`, async ({
    page,
    server,
  }) => {
    const patient = await newPatient(server);
    const { id } = await submitOrder(patient, SMALL);
    await before(server, patient);
    await pickFour(page, id);
    expect(await isLastInSight(page)).toBe(true);
    await after(page, server, id);
    await page.keyboard.press('Control+Enter');
    const refusal = page.getByRole('alert').filter({ hasText: words });
    await expect(refusal).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'Confirmar envío' })).toBeInViewport({ ratio: 1 });
    await screenshot(page, `console-review-four-${index}`);
    await expectAccessible(page);
    await page.unrouteAll();
  });
}
