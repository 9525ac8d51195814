import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const PHOTO = resolve(import.meta.dirname, '../../../api/assets/demo/orders/01-rodilla.jpg');

/** Someone who signed up, as tests know them. */
export interface UploadingPatient {
  familyName: string;
  nationalId: string;
  /** Sends an order, and answers the request's opaque id. */
  upload: () => Promise<string>;
}

interface Payload {
  userErrors: unknown[];
  session?: { token: string };
  assistanceRequest?: { id: string };
}

/** Signs a patient up by the API, with a name and a document of their own, so that tests do not disturb one another. */
export async function newPatient(url: string, familyName: string): Promise<UploadingPatient> {
  const nationalId = String(60_000_000 + Math.floor(Math.random() * 30_000_000));
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const ask = async (query: string, input: object) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables: { input } }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    const payload = Object.values(data)[0] as Payload;
    if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
    return payload;
  };
  const { session } = await ask(
    'mutation ($input: SignUpPatientInput!) { signUpPatient(input: $input) { session { token } userErrors { code message } } }',
    {
      nationalId,
      givenName: 'Delia',
      familyName,
      mobilePhone: '+5491155550199',
      email: 'delia@correo.example',
      password: 'asistencia',
    },
  );
  headers.authorization = `Bearer ${session?.token}`;
  await ask(
    'mutation ($input: ConfirmContactInput!) { confirmContact(input: $input) { userErrors { code message } } }',
    { mobilePhone: '+5491155550199', email: 'delia@correo.example' },
  );
  const upload = async () => {
    const form = new FormData();
    form.append('file', new Blob([await readFile(PHOTO)], { type: 'image/jpeg' }), 'orden.jpg');
    const response = await fetch(`${url}/uploads`, {
      method: 'POST',
      headers: { authorization: headers.authorization ?? '' },
      body: form,
    });
    const { id } = await response.json();
    const { assistanceRequest } = await ask(
      'mutation ($input: SubmitOrderInput!) { submitOrder(input: $input) { assistanceRequest { id } userErrors { code message } } }',
      { uploadIds: [id], idempotencyKey: crypto.randomUUID() },
    );
    if (!assistanceRequest) throw new Error('the order was not taken');
    return assistanceRequest.id;
  };
  return { familyName, nationalId, upload };
}
