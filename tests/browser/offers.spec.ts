import { withLink } from './support/journey.ts';
import { PHONE, slots } from './support/patient.ts';
import { expect, holdBack, look, openAs, test } from './support/test.ts';

test.use(PHONE);

test('on a slow line no slot of the old days can be taken for one of the new', async ({ page, server }) => {
  await openAs(page, await withLink(server));
  await page.goto('/reservar');
  await slots(page).first().check();
  const old = await slots(page).first().inputValue();
  await expect(page).toHaveURL(/turno=/);

  const answer = await holdBack(page, '**/graphql', 'query Slots');
  await page.getByRole('link', { name: 'Más fechas' }).click();
  await expect(page).toHaveURL(/desde=/);
  await expect(page.getByText('Un momento…')).toBeVisible();
  await expect(slots(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/turno=/);
  await look(page, 'journey-offers-on-the-way', 'phone');

  answer();
  await expect(slots(page).first()).toBeVisible();
  await expect(page.locator(`input[value="${old}"]`)).toHaveCount(0);
  await slots(page).first().check();
  await expect(page).toHaveURL(
    new RegExp(`turno=${encodeURIComponent(await slots(page).first().inputValue())}`),
  );
  await expect(slots(page).first()).toBeChecked();
});
