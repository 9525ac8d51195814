import type { Client, Exchange } from '@urql/core';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { type Api, createApi } from '../graphql/client.ts';
import type { Live } from '../graphql/live.ts';
import { useLanguage } from '../i18n/language.ts';

interface Session {
  live: Live;
  /** The way to the API past the cache, for what is read once and not shown. */
  uncached: Client;
  /** Forgets everything that was read: somebody else is there now, or nobody. */
  renew: () => void;
}

const SessionContext = createContext<Session | null>(null);

/**
 * Gives a page its way to the API. Who signs in, signs out, loses the session or takes another language gets a new
 * client: nothing that somebody else was shown stays in memory, and the server's words come in the new language.
 */
export function SessionProvider({ cache, children }: { cache: () => Exchange; children: ReactNode }) {
  const language = useLanguage();
  const [generation, setGeneration] = useState(0);
  const renew = useCallback(() => setGeneration((generation) => generation + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation is a new client
  const api: Api = useMemo(
    () => createApi({ language, cache: cache(), onSessionLost: renew }),
    [language, cache, renew, generation],
  );
  useEffect(() => () => api.live.dispose(), [api]);
  const session = useMemo(() => ({ live: api.live, uncached: api.uncached, renew }), [api, renew]);
  return (
    <SessionContext value={session}>
      <Provider value={api.client}>{children}</Provider>
    </SessionContext>
  );
}

/** The session of this page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider');
  return session;
}
