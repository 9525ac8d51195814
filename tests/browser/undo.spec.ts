import { staff } from './support/api.ts';
import { addressOf, openRequest, row, search } from './support/review.ts';
import { expect, look, sendAfter, testApart, VIEWPORTS } from './support/test.ts';

testApart(
  'a confirmation that is taken back is open and in sight again',
  async ({ page, untouched: server }) => {
    await sendAfter(server, 600);
    const operator = await staff(server);
    type Waiting = { id: string; patient: { mobilePhone: string | null } };
    const { worklist } = await operator.ask<{ worklist: { nodes: Waiting[] } }>(`{
    worklist(filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION] }, orderBy: { field: UPLOADED_AT }, first: 50) {
      nodes { id patient { mobilePhone } }
    }
  }`);
    // The oldest that can be confirmed stands at the very beginning.
    const start = worklist.nodes.findIndex(({ patient }) => patient.mobilePhone !== null);
    for (const { id } of worklist.nodes.slice(0, start))
      await operator.done('resolveAssistanceRequest', { id });
    const [first, second] = worklist.nodes.slice(start);
    if (!first || !second) throw new Error('the demo has no queue');

    await page.setViewportSize(VIEWPORTS.laptop);
    await openRequest(page, first.id);
    await page.keyboard.type('rodilla');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await expect(page).toHaveURL(addressOf(second.id));
    await expect(page.getByRole('button', { name: 'Deshacer' })).toBeVisible();
    await look(page, 'console-review-undo', 'desktop');
    await page.setViewportSize(VIEWPORTS.laptop);

    await page.getByRole('link', { name: /^Por enviar/ }).click();
    await expect(page.getByRole('heading', { name: 'Por enviar' })).toBeVisible();
    await page.goBack();
    await expect(search(page)).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('z');
    await expect(page).toHaveURL(addressOf(first.id));
    await expect(row(page, first.id)).toBeInViewport({ ratio: 1 });
    await look(page, 'console-review-taken-back', 'laptop');
  },
);
