import type { TypedDocumentNode } from '@urql/core';
import { useEffect, useRef } from 'react';
import { useClient } from 'urql';

/** What every frame of a live feed has. */
export interface Frame {
  __typename?: string | undefined;
}

/** What a feed tells beside its own signs. */
export type FeedEvent<Data> = Exclude<Data[keyof Data], { __typename: 'FeedHeartbeat' | 'FeedResync' }>;

/** What a screen does with a live feed. */
interface FeedHandlers<Event> {
  /** Something happened. The normalised cache has it already; the same may come twice. */
  onEvent: (event: Event) => void;
  /** The feed cannot go on from where we were: read everything again. */
  onResync: () => void;
}

/**
 * Follows a live feed (`subscription ($after: Cursor) { … }` with one root field) from a cursor on, over interruptions.
 * Read the list first and give its `feedCursor` as `after`; while that is undefined, nothing is subscribed, and null
 * is from now on. A cursor that comes later with a newer reading of the list does not subscribe again.
 */
export function useFeed<Data extends Record<string, Frame>>(
  document: TypedDocumentNode<Data, { after?: string | null }>,
  after: string | null | undefined,
  handlers: FeedHandlers<FeedEvent<Data>>,
) {
  const client = useClient();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const from = useRef(after);
  if (from.current === undefined) from.current = after;
  const ready = after !== undefined;
  useEffect(() => {
    if (!ready) return;
    const { unsubscribe } = client
      .subscription(document, { after: from.current ?? null })
      .subscribe(({ data }) => {
        const frame = data && Object.values(data)[0];
        if (!frame) return;
        if (frame.__typename === 'FeedResync') latest.current.onResync();
        else latest.current.onEvent(frame as Parameters<typeof latest.current.onEvent>[0]);
      });
    return unsubscribe;
  }, [client, document, ready]);
}
