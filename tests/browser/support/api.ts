import { photo } from './files.ts';

/** What everybody's password is in the demo, and of whoever the tests sign up. */
export const PASSWORD = 'asistencia';

type Values = Record<string, unknown>;
type Answer<Data> = { data?: Data; errors?: unknown };
type Refusable = { userErrors?: unknown[] } | null;

/** Somebody who speaks to the API without a browser; what is refused fails the test. */
export class Caller {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  /** Speaks with a session's token, or as a stranger. */
  constructor({ url }: { url: string }, token?: string) {
    this.#url = url;
    this.#headers = { 'accept-language': 'es', ...(token && { authorization: `Bearer ${token}` }) };
  }

  /** Answers a document. */
  async ask<Data>(query: string, variables: Values = {}): Promise<Data> {
    const answer = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as Answer<Data>;
    const refused = Object.values<Refusable>(data ?? {}).flatMap((payload) => payload?.userErrors ?? []);
    if (!data || errors || refused.length > 0)
      throw new Error(`${query}: ${JSON.stringify(errors ?? refused)}`);
    return data;
  }

  /** Does a mutation, and answers what is selected of its payload. */
  async done<Payload>(field: string, input: Values, selection = ''): Promise<Payload> {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
    const query = `mutation($input: ${type}) { ${field}(input: $input) { ${selection} userErrors { code message } } }`;
    const data = await this.ask<Record<string, Payload>>(query, { input });
    return data[field] as Payload;
  }

  /** Uploads a file, as yet of no order; answers its id. */
  async upload(file = photo()): Promise<string> {
    const body = new FormData();
    body.append('file', file, 'orden');
    const answer = await fetch(`${this.#url}/uploads`, { method: 'POST', headers: this.#headers, body });
    if (answer.status !== 201) throw new Error(await answer.text());
    return ((await answer.json()) as { id: string }).id;
  }
}

/** Does one of the mutations that sign somebody in, and speaks as them from then on. */
export async function signedIn(server: { url: string }, field: string, input: Values): Promise<Caller> {
  const stranger = new Caller(server);
  const { session } = await stranger.done<{ session: { token: string } }>(field, input, 'session { token }');
  return new Caller(server, session.token);
}

/** Somebody of the clinic. */
export function staff(server: { url: string }, email = 'operadora@demo.example'): Promise<Caller> {
  return signedIn(server, 'signIn', { email, password: PASSWORD });
}
