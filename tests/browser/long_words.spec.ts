import { newPatient, submitOrder } from './support/journey.ts';
import { PHONE } from './support/patient.ts';
import { openRequest } from './support/review.ts';
import {
  expect,
  expectNoSidewaysScroll,
  PASSWORD,
  screenshot,
  signInAs,
  test,
  tooWide,
  VIEWPORTS,
} from './support/test.ts';

/** A name without a place to break it. */
const LONG = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2);

/** An address without a blank, as it is pasted. */
const LINK = `https://estudios.example/${'resultado-anterior'.repeat(40)}`;

test('a long name leaves the review its buttons', async ({ page, server }) => {
  const patient = await newPatient(server, LONG);
  const { id } = await submitOrder(patient);
  await openRequest(page, id);
  await expect(page.getByRole('heading', { name: LONG })).toBeVisible();
  for (const device of ['desktop', 'phone'] as const) {
    await page.setViewportSize(VIEWPORTS[device]);
    await expect.poll(() => tooWide(page)).toBeLessThanOrEqual(0);
    const { width } = VIEWPORTS[device];
    for (const name of ['Acciones', /Confirmar envío/]) {
      const box = await page.getByRole('button', { name }).boundingBox();
      expect((box?.x ?? width) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
    await screenshot(page, `long-name-review-${device}`);
  }
});

test.describe('on a telephone', () => {
  test.use(PHONE);

  test('a long name and a long link fit the pages of patients', async ({ page, server }) => {
    const { caller, nationalId } = await newPatient(server, LONG);
    const uploadIds = [await caller.upload()];
    const input = {
      uploadIds,
      note: `Mi estudio anterior: ${LINK}`,
      idempotencyKey: crypto.randomUUID(),
    };
    const { assistanceRequest } = await caller.done<{
      assistanceRequest: { id: string };
    }>('submitOrder', input, 'assistanceRequest { id }');
    await signInAs(page, 'signInPatient', { nationalId, password: PASSWORD });
    await page.goto(`/ordenes/${encodeURIComponent(assistanceRequest.id)}`);
    await expect(page.getByText('Mi estudio anterior')).toBeVisible();
    await expectNoSidewaysScroll(page);
    await screenshot(page, 'long-note-phone');
    await page.goto('/mis-datos');
    await expect(page.getByText(LONG).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
    await screenshot(page, 'long-name-details-phone');
  });
});
