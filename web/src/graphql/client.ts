import { Client, type Exchange, fetchExchange, mapExchange, subscriptionExchange } from '@urql/core';
import { type Language, LOCALES } from '../i18n/language.ts';
import { hearServerTime } from './clock.ts';
import { createLive, type Live } from './live.ts';
import { errorCodes } from './problems.ts';
import { rereadExchange } from './reread.ts';

/**
 * Names by opaque id whom a page is shown to. The cookie is of the browser, the page of a tab: the server refuses what
 * is sent for somebody else than who is signed in by now.
 */
export const VIEWER_HEADER = 'Asistencia-Viewer';

/** What a client is made with. */
interface ClientOptions {
  /** The language in which the server shall answer. */
  language: Language;
  /** The cache that this page uses. */
  cache: Exchange;
  /** Called with the opaque id of who is signed in, before anything of theirs is shown. */
  onViewer: (viewer: string) => void;
  /** Called once when somebody who was signed in no longer is, or somebody else is. */
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
export function createApi({ language, cache, onViewer, onSessionLost }: ClientOptions): Api {
  let viewer: string | undefined;
  let isLost = false;
  const lose = () => {
    // Somebody who never was signed in has no session to lose.
    if (viewer === undefined || isLost) return;
    isLost = true;
    onSessionLost();
  };
  const meet = (met: string | undefined) => {
    if (viewer !== undefined && met !== viewer) lose();
    if (isLost || met === undefined || met === viewer) return;
    viewer = met;
    onViewer(met);
  };
  const live = createLive({ url: webSocketAddress(), viewer: () => viewer, onSessionLost: lose });
  const clientWith = (exchanges: Exchange[]) =>
    new Client({
      url: '/graphql',
      preferGetMethod: false,
      fetch: async (input, init) => {
        const headers = new Headers(init?.headers);
        if (viewer !== undefined) headers.set(VIEWER_HEADER, viewer);
        const response = await fetch(input, { ...init, headers });
        hearServerTime(response);
        // Refused before the document was looked at: this page is somebody's who is no longer signed in.
        if (response.status === 401) lose();
        return response;
      },
      fetchOptions: { credentials: 'same-origin', headers: { 'Accept-Language': LOCALES[language] } },
      exchanges: [
        mapExchange({
          onResult: ({ data }) => {
            // Where only the kind was asked for, who it is comes with another answer.
            if (data?.viewer === null || data?.viewer?.id) meet(data.viewer?.id);
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
