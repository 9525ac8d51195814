import { PASSWORD } from './test.ts';

/** Asks the API as somebody who is signed in; fails on what is refused. */
export type Ask = <Data>(document: string, variables?: Record<string, unknown>) => Promise<Data>;

/** Asks the API with a session's token, or as a stranger. */
export function asking(url: string, token?: string): Ask {
  return async (query, variables = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    const refused = Object.values(data ?? {}).flatMap(
      (payload) => (payload as { userErrors?: unknown[] } | null)?.userErrors ?? [],
    );
    if (errors || refused.length > 0) throw new Error(JSON.stringify(errors ?? refused));
    return data;
  };
}

/** Signs a member of staff in by the API, for what happens elsewhere while the browser looks on. */
export async function asStaff(url: string, email = 'operadora@demo.example'): Promise<Ask> {
  const { signIn } = await asking(url)<{ signIn: { session: { token: string } } }>(
    'mutation ($input: SignInInput!) { signIn(input: $input) { session { token } userErrors { code } } }',
    { input: { email, password: PASSWORD } },
  );
  return asking(url, signIn.session.token);
}
