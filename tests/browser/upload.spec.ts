import {
  beginOrder,
  choose,
  fillSignUp,
  freshDocument,
  madeUp,
  orderPhoto,
  PHONE,
  photoNamed,
  signUp,
} from './support/patient.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, PASSWORD, screenshots, test } from './support/test.ts';

test.describe('on a telephone', () => {
  test.use(PHONE);

  test('a new patient sends an order from the first page to the confirmation', async ({ page }, { workerIndex }) => {
    await page.goto('/');
    await screenshots(page, 'patient-home');
    await expectNoSidewaysScroll(page);
    await page.getByRole('link', { name: 'Subir orden' }).click();
    await expect(page.getByRole('heading', { name: 'Ingresá' })).toBeVisible();
    await page.getByRole('link', { name: 'Crear mi cuenta' }).click();

    await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
    const summary = page.getByRole('alert');
    await expect(summary).toBeFocused();
    await summary.getByRole('link').first().click();
    await expect(page.getByLabel('Número de documento')).toBeFocused();
    await screenshots(page, 'patient-sign-up-refused');

    await fillSignUp(page, freshDocument(workerIndex), '0800 333 1234');
    await page.getByRole('button', { name: 'Crear mi cuenta' }).click();
    await expect(page.getByLabel('Celular con WhatsApp')).toHaveAccessibleDescription(/no es de un celular/);
    await page.getByLabel('Celular con WhatsApp').fill('11 5555-1234');
    await page.getByRole('button', { name: 'Crear mi cuenta' }).click();

    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('+54 9 11 5555-1234');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    await screenshots(page, 'patient-confirm-contact');
    await expectNoSidewaysScroll(page);
    await dialog.getByRole('button', { name: 'Sí, es correcto' }).click();

    await expect(page.getByRole('button', { name: 'Tomar foto' })).toBeVisible();
    await screenshots(page, 'patient-upload');
    await expectNoSidewaysScroll(page);
    await choose(page, orderPhoto('10-oscura-y-movida.jpg'), 'Tomar foto');
    await expect(page.getByRole('heading', { name: '¿Se lee bien?' })).toBeFocused();
    await screenshots(page, 'patient-upload-asking');
    await expectNoSidewaysScroll(page);
    await choose(page, orderPhoto('09-caderas-pagina-1.jpg'), 'Sacar de nuevo');
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await choose(page, orderPhoto('09-caderas-pagina-2.jpg'), 'Tomar otra foto');
    await page.getByRole('button', { name: 'Sí, se lee bien' }).click();
    await choose(page, madeUp('informe.pdf', 'application/pdf', PDF));
    await expect(page.getByText('Lista')).toHaveCount(3);
    await page.getByLabel('¿Querés decirnos algo?').fill('Prefiero por la mañana');
    await screenshots(page, 'patient-upload-pages');
    await expectNoSidewaysScroll(page);

    await page.getByRole('button', { name: 'Enviar mi orden' }).click();
    await expect(page.getByRole('heading', { name: '¡Listo! Recibimos tu orden' })).toBeFocused();
    await expect(page.getByText('+54 9 11 5555-1234')).toBeVisible();
    await expect(page.getByText('Prefiero por la mañana')).toBeVisible();
    await expect(page.getByRole('img', { name: /Hoja/ })).toHaveCount(2);
    await screenshots(page, 'patient-received');
    await expectNoSidewaysScroll(page);

    await page.getByRole('link', { name: 'Todas mis órdenes' }).click();
    await expect(page.getByText('La estamos leyendo')).toBeVisible();
    await screenshots(page, 'patient-requests');
    await expectNoSidewaysScroll(page);
    await page.getByRole('link', { name: 'Subir una orden' }).click();
    await page.getByRole('button', { name: 'Sí, es correcto' }).click();
    await expect(page.getByText(/Ya tenés una orden en curso/)).toBeVisible();
  });
});

/** The smallest document that viewers open. */
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;
