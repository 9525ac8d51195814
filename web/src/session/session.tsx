import type { Client, Exchange } from '@urql/core';
import {
  createContext,
  Fragment,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { Provider } from 'urql';
import { type Api, createApi } from '../graphql/client.ts';
import type { Live } from '../graphql/live.ts';
import { useLanguage } from '../i18n/language.ts';
import { takeUpDrafts } from './draft.ts';
import { onSessionChange, tellSessionChange } from './tabs.ts';
import { ViewerQuery } from './viewer.ts';

interface Session {
  live: Live;
  /** The way to the API past the cache, for what is read once and not shown. */
  uncached: Client;
  /** Whether this page was shown to somebody who is no longer there: their session ended. */
  isLost: boolean;
  /** Forgets everything that was read, and tells the other tabs: somebody else is there now, or nobody. */
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
  const [losses, setLosses] = useState(0);
  const [isLost, setIsLost] = useState(false);
  const onSessionLost = useCallback(() => {
    setLosses((losses) => losses + 1);
    setIsLost(true);
  }, []);
  const renew = useCallback(() => {
    setIsLost(false);
    setGeneration((generation) => generation + 1);
    tellSessionChange();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation is a new client, and so is a loss
  const api: Api = useMemo(() => {
    // What is on the page may still be of whoever was here before.
    const onViewer = (viewer: string) => void (takeUpDrafts(viewer) && onSessionLost());
    return createApi({ language, cache: cache(), onViewer, onSessionLost });
  }, [language, cache, generation, losses, onSessionLost]);
  useEffect(() => () => api.live.dispose(), [api]);
  // The answer tells the client: where it is somebody else, the session of this page is lost.
  useEffect(
    () =>
      onSessionChange(() => {
        void api.client.query(ViewerQuery, {}, { requestPolicy: 'network-only' }).toPromise();
      }),
    [api],
  );
  const { live, uncached } = api;
  const session = useMemo(() => ({ live, uncached, isLost, renew }), [live, uncached, isLost, renew]);
  return (
    <SessionContext value={session}>
      <Provider value={api.client}>
        {/* What was lost is shown to nobody any more, and sent by nobody, until it is known who is there. */}
        <Fragment key={losses}>{children}</Fragment>
      </Provider>
    </SessionContext>
  );
}

/** The session of this page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider');
  return session;
}
