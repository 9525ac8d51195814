import { Client, type Exchange, fetchExchange, mapExchange, subscriptionExchange } from '@urql/core';
import { type Language, LOCALES } from '../i18n/language.ts';
import { hearServerTime } from './clock.ts';
import { createLive, type Live } from './live.ts';
import { errorCodes } from './problems.ts';
import { rereadExchange } from './reread.ts';

/** What a client is made with. */
export interface ClientOptions {
  /** The language in which the server shall answer. */
  language: Language;
  /** The cache that this page uses. */
  cache: Exchange;
  /** Called once when somebody who was signed in no longer is. */
  onSessionLost: () => void;
}

/** The API of our own server, and its live feeds. */
export interface Api {
  client: Client;
  /** The same without the cache, for what is read once and not shown. */
  uncached: Client;
  live: Live;
}

/** Makes the way to the API, with an empty cache. The session travels as an HttpOnly cookie: no script sees it. */
export function createApi({ language, cache, onSessionLost }: ClientOptions): Api {
  // Somebody who never was signed in has no session to lose.
  let signedIn = false;
  const lose = () => {
    if (signedIn) onSessionLost();
    signedIn = false;
  };
  const live = createLive({ url: webSocketAddress(), onSessionLost: lose });
  const clientWith = (exchanges: Exchange[]) =>
    new Client({
      url: '/graphql',
      preferGetMethod: false,
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        hearServerTime(response);
        return response;
      },
      fetchOptions: { credentials: 'same-origin', headers: { 'Accept-Language': LOCALES[language] } },
      exchanges: [
        mapExchange({
          onResult: ({ data }) => {
            if (data?.viewer) signedIn = true;
          },
          onError: (error) => {
            if (errorCodes(error).includes('UNAUTHENTICATED')) lose();
          },
        }),
        ...exchanges,
      ],
    });
  const client = clientWith([
    rereadExchange(live.connection),
    cache,
    fetchExchange,
    subscriptionExchange({ forwardSubscription: live.forward }),
  ]);
  return { client, uncached: clientWith([fetchExchange]), live };
}

function webSocketAddress() {
  const url = new URL('/graphql', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
