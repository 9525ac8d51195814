import type { SubscriptionForwarder } from '@urql/core';
import type { Client } from 'graphql-ws/client';
import { twice } from '../ui/part.ts';
import { ConnectionStore } from './connection.ts';

/** How often the server is asked for a sign of life, and how long it may take: a loss shows within 5 seconds. */
const PULSE = 2_000;
/** The longest wait before the next try to connect: what was missed is there within 3 seconds. */
const LONGEST_WAIT = 1_000;
/** How long a try may take. A dead network answers nothing, and a browser would go on waiting when it is back. */
const PATIENCE = 4_000;
/** How long the socket stays open after the last subscriber, for the next screen. */
const LINGER = 3_000;
/** How the server closes when the session has ended. */
const SESSION_ENDED = 4403;

/** What speaks the protocol is loaded with the first subscription: not every page has one. */
const loadProtocol = twice(() => import('graphql-ws/client'));

/** How the live feeds are reached. */
interface LiveOptions {
  /** Address of the WebSocket. */
  url: string;
  /** Whom the feeds are for, by opaque id, as soon as it is known. */
  viewer?: () => string | undefined;
  /** Called when the server says that the session has ended. */
  onSessionLost: () => void;
  /** How often the server is asked for a sign of life, in milliseconds. */
  pulse?: number;
  /** How long a try to connect may take, in milliseconds. */
  patience?: number;
  /** The implementation to use where the platform has none. */
  webSocketImpl?: typeof WebSocket;
}

/** The one way to the live feeds. */
export interface Live {
  /** How the connection stands. */
  connection: ConnectionStore;
  /** What urql's `subscriptionExchange` subscribes with. */
  forward: SubscriptionForwarder;
  /** Closes the socket. */
  dispose: () => void;
}

/**
 * Makes the way to the live feeds over one WebSocket that opens with the first subscription and comes back by itself.
 * A subscription that takes `$after` goes on after the last frame that it got, so nothing is missed in between.
 * Heartbeats stay here; events and `FeedResync` reach the subscriber.
 */
export function createLive(options: LiveOptions): Live {
  const {
    url,
    viewer,
    onSessionLost,
    pulse = PULSE,
    patience = PATIENCE,
    webSocketImpl = WebSocket,
  } = options;
  const connection = new ConnectionStore();
  let overdue: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(overdue);
    connection.hear();
  };

  let isOver = false;
  /** The protocol's library, tried for until it comes, as the connection is. */
  const protocol = async () => {
    while (!isOver) {
      try {
        return await loadProtocol();
      } catch {
        connection.lose();
        await wait(LONGEST_WAIT);
      }
    }
    return undefined;
  };
  const open = async () => {
    const loaded = await protocol();
    if (!loaded || isOver) return undefined;
    const client: Client = loaded.createClient({
      url,
      // Asked at each connection: the cookie may be somebody else's when it comes back.
      connectionParams: () => ({ viewer: viewer?.() }),
      webSocketImpl: impatient(webSocketImpl, patience),
      connectionAckWaitTimeout: patience,
      lazy: true,
      lazyCloseTimeout: LINGER,
      keepAlive: pulse,
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: (retries) => wait(Math.min(LONGEST_WAIT, 250 * 2 ** retries)),
      shouldRetry: () => true,
      on: {
        connected: heard,
        message: heard,
        ping: (received) => {
          if (received) return;
          clearTimeout(overdue);
          overdue = setTimeout(() => client.terminate(), pulse);
        },
        closed: (event) => {
          clearTimeout(overdue);
          const { code } = event as { code: number };
          if (code === SESSION_ENDED) onSessionLost();
          // 1000 is our own doing: nobody listens any more.
          if (code !== 1000) connection.lose();
        },
      },
    });
    return client;
  };
  let opened: ReturnType<typeof open> | undefined;

  const goneOffline = () => void opened?.then((client) => client?.terminate());
  globalThis.addEventListener?.('offline', goneOffline);

  return {
    connection,
    forward: (request) => ({
      subscribe: (sink) => {
        // The client sends this very object again whenever it connects.
        const payload = { query: request.query ?? '', variables: { ...request.variables } };
        opened ??= open();
        let isWanted = true;
        const subscribed = opened.then((client) => {
          if (!isWanted) return undefined;
          return client?.subscribe<Record<string, unknown>>(payload, {
            next: (result) => {
              const frame = frameOf(result.data);
              if (frame?.cursor) payload.variables = { ...payload.variables, after: frame.cursor };
              if (frame?.__typename !== 'FeedHeartbeat') sink.next(result as Parameters<typeof sink.next>[0]);
            },
            error: (error) => sink.error(error),
            complete: () => sink.complete(),
          });
        });
        return {
          unsubscribe: () => {
            isWanted = false;
            void subscribed.then((unsubscribe) => unsubscribe?.());
          },
        };
      },
    }),
    dispose: () => {
      globalThis.removeEventListener?.('offline', goneOffline);
      clearTimeout(overdue);
      isOver = true;
      void opened?.then((client) => client?.dispose());
    },
  };
}

/** A WebSocket that gives up where no connection comes about in this time. */
function impatient(Socket: typeof WebSocket, patience: number): typeof WebSocket {
  return class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const timer = setTimeout(() => this.close(), patience);
      for (const event of ['open', 'close']) this.addEventListener(event, () => clearTimeout(timer));
    }
  };
}

/** What a result says about its place in the feed. */
function frameOf(data: Record<string, unknown> | null | undefined) {
  const frame = data && Object.values(data)[0];
  return frame as { __typename?: string; cursor?: string } | undefined;
}

/** Waits a part of this time by chance, so that not all come back at once; no longer than until the network is back. */
function wait(longest: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', done);
      resolve();
    };
    const timer = setTimeout(done, longest * (0.5 + Math.random() / 2));
    globalThis.addEventListener?.('online', done);
  });
}
