import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Ask, asking } from './api.ts';
import { PASSWORD } from './test.ts';

const ORDERS = resolve(import.meta.dirname, '../../../api/assets/demo/orders');

/** The smallest picture: for many uploads, where nobody looks at it. */
export const SMALL = new Blob([
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  ),
]);

/** A PDF of two pages that says so. */
export function pdf(): Blob {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    page(5),
    page(6),
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
  return new Blob([
    `%PDF-1.4\n${body.join('')}xref\n0 ${count}\n0000000000 65535 f \n${places.join('')}`,
    `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${place}\n%%EOF\n`,
  ]);
}

function page(content: number) {
  const resources = '<< /Font << /F1 7 0 R >> >>';
  return `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Resources ${resources} /Contents ${content} 0 R >>`;
}

function text(words: string) {
  const stream = `BT /F1 18 Tf 40 500 Td (${words}) Tj ET`;
  return `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`;
}

let people = 0;

/** A patient with an account of their own, who uploads orders by the API. */
export class Uploader {
  readonly name: string;
  /** The end of the mobile phone's number, which nobody else has. */
  readonly phone: string;
  #url: string;
  #token: string;
  #ask: Ask;

  private constructor(url: string, token: string, name: string, phone: string) {
    this.#url = url;
    this.#token = token;
    this.#ask = asking(url, token);
    this.name = name;
    this.phone = phone;
  }

  /** Makes the account. */
  static async signUp(url: string): Promise<Uploader> {
    people += 1;
    const phone = String(7_100 + people);
    const familyName = `Prueba${String.fromCharCode(64 + people)}`;
    const { signUpPatient } = await asking(url)<{ signUpPatient: { session: { token: string } } }>(
      `mutation ($input: SignUpPatientInput!) {
        signUpPatient(input: $input) { session { token } userErrors { code message field } }
      }`,
      {
        input: {
          nationalId: String(60_000_000 + people),
          givenName: 'Alicia',
          familyName,
          mobilePhone: `11 5555-${phone}`,
          password: PASSWORD,
        },
      },
    );
    return new Uploader(url, signUpPatient.session.token, `${familyName}, Alicia`, phone);
  }

  /** Uploads a file, as yet of no order. */
  async stage(file: Blob | string = '01-rodilla.jpg'): Promise<string> {
    const form = new FormData();
    const content = typeof file === 'string' ? new Blob([readFileSync(resolve(ORDERS, file))]) : file;
    form.append('file', content, typeof file === 'string' ? file : 'orden');
    const answer = await fetch(`${this.#url}/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}` },
      body: form,
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    return ((await answer.json()) as { id: string }).id;
  }

  /** Sends the order that these files are; returns the request's id. */
  async submit(...uploadIds: string[]): Promise<string> {
    const { submitOrder } = await this.#ask<{ submitOrder: { assistanceRequest: { id: string } } }>(
      `mutation ($input: SubmitOrderInput!) {
        submitOrder(input: $input) { assistanceRequest { id } userErrors { code message field } }
      }`,
      { input: { uploadIds, idempotencyKey: uploadIds.join(' ') } },
    );
    return submitOrder.assistanceRequest.id;
  }

  /** Uploads and sends an order of one page. */
  async upload(file?: Blob | string): Promise<string> {
    return this.submit(await this.stage(file));
  }
}
