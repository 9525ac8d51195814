import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ORDERS = resolve(import.meta.dirname, '../../../api/assets/demo/orders');

/** The path of a photo of an order, as a patient would take it. */
export function orderPhoto(name: string): string {
  return resolve(ORDERS, name);
}

/** What a photo of an order holds. */
export function photo(name = '01-rodilla.jpg'): Blob {
  return new Blob([readFileSync(orderPhoto(name))]);
}

/** A file that is made up for a test, for a file chooser. */
export function madeUp(name: string, mimeType: string, content: string | Buffer) {
  return { name, mimeType, buffer: Buffer.from(content) };
}

/** A photo of an order under another name. */
export function photoNamed(name: string) {
  return madeUp(name, 'image/jpeg', readFileSync(orderPhoto('01-rodilla.jpg')));
}

/** The smallest picture: for many uploads, where nobody looks at it. */
export const SMALL = new Blob([
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  ),
]);

/** A PDF of two pages that says so, or of more, which repeat the second. */
export function pdf(pages = 2): string {
  const [first, second, font] = [pages + 3, pages + 4, pages + 5];
  const kids = Array.from({ length: pages }, (_, index) => `${index + 3} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    ...Array.from({ length: pages }, (_, index) => page(index === 0 ? first : second, font)),
    text('Orden: resonancia de rodilla'),
    text('Segunda hoja: indicaciones'),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`);
  let place = '%PDF-1.4\n'.length;
  const places = body.map((object) => {
    const line = `${String(place).padStart(10, '0')} 00000 n \n`;
    place += object.length;
    return line;
  });
  const count = objects.length + 1;
  return [
    `%PDF-1.4\n${body.join('')}xref\n0 ${count}\n0000000000 65535 f \n${places.join('')}`,
    `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${place}\n%%EOF\n`,
  ].join('');
}

function page(content: number, font: number) {
  const resources = `<< /Font << /F1 ${font} 0 R >> >>`;
  return `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Resources ${resources} /Contents ${content} 0 R >>`;
}

function text(words: string) {
  const stream = `BT /F1 18 Tf 40 500 Td (${words}) Tj ET`;
  return `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`;
}
