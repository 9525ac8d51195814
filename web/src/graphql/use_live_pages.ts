import type { CombinedError, TypedDocumentNode } from '@urql/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type AnyVariables, useClient } from 'urql';
import { useSession } from '../session/session.tsx';
import { useReturn } from './reread.ts';
import { type FeedEvent, type Frame, useFeed } from './use_feed.ts';

/** A page of a list, and where the feed stood when it was read. */
interface Page<Row> {
  rows: readonly Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  feedCursor: string;
}

/** A list that is read page by page while a live feed tells what changes in it. */
interface LivePages<Data, Variables extends AnyVariables, Row, Feed extends Record<string, Frame>> {
  /** Takes `$after` beside the variables. */
  document: TypedDocumentNode<Data, Variables>;
  variables: Omit<Variables, 'after'>;
  /** Picks a page from an answer. */
  pageOf: (data: Data) => Page<Row>;
  /** Whether so many rows are enough for now; a page is, where left out. */
  isEnough?: (count: number, isFirst: boolean) => boolean;
  /** Rows were read; those of a first reading take the place of all that was known. */
  onRead: (rows: readonly Row[], reading: { isFirst: boolean; hasMore: boolean }) => void;
  feed: TypedDocumentNode<Feed, { after?: string | null }>;
  /** Something happened; the same may come twice. */
  onEvent: (event: FeedEvent<Feed>) => void;
}

/**
 * Reads such a list, never from the cache: what happened while nobody looked is not in it. Where the variables change
 * it is read anew, and an answer to what is no longer asked is thrown away; what failed is read when the connection is
 * back.
 */
export function useLivePages<
  Data,
  Variables extends AnyVariables & { after?: string | null },
  Row,
  Feed extends Record<string, Frame>,
>(list: LivePages<Data, Variables, Row, Feed>) {
  const client = useClient();
  const [isReading, setReading] = useState(true);
  const [error, setError] = useState<CombinedError>();
  const [end, setEnd] = useState<Page<Row>['pageInfo']>();
  const [feedCursor, setFeedCursor] = useState<string>();
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  const { document, feed } = list;
  const key = JSON.stringify(list.variables);
  const asked = useRef<{ after: string | null }>(undefined);
  const failedAt = useRef<string | null>(null);

  const read = useCallback(
    async (after: string | null) => {
      const asking = { after };
      asked.current = asking;
      setReading(true);
      const pages: Page<Row>[] = [];
      const rows: Row[] = [];
      let last: Page<Row> | undefined;
      do {
        const variables = { ...JSON.parse(key), after: last?.pageInfo.endCursor ?? after } as Variables;
        const { data, error } = await client.query(document, variables, { requestPolicy: 'network-only' });
        if (asked.current !== asking) return;
        setError(error);
        if (!data) {
          failedAt.current = last?.pageInfo.endCursor ?? after;
          break;
        }
        last = latest.current.pageOf(data);
        pages.push(last);
        rows.push(...last.rows);
      } while (
        last.pageInfo.hasNextPage &&
        !(latest.current.isEnough?.(rows.length, after === null) ?? true)
      );
      asked.current = undefined;
      setReading(false);
      if (!last) return;
      setEnd(last.pageInfo);
      latest.current.onRead(rows, { isFirst: after === null, hasMore: last.pageInfo.hasNextPage });
      // Of the first page, so that nothing is missed that happened while the others were read.
      const { feedCursor } = pages[0] as Page<Row>;
      setFeedCursor((before) => before ?? feedCursor);
    },
    [client, document, key],
  );
  useEffect(() => {
    void read(null);
    return () => {
      asked.current = undefined;
    };
  }, [read]);

  /** Reads the next page, unless something is being read. */
  const readOn = useCallback(() => {
    if (!asked.current && end?.hasNextPage) void read(end.endCursor);
  }, [read, end]);
  const readAgain = useCallback(() => void read(null), [read]);
  /** Reads what failed. */
  const retry = useCallback(() => void read(failedAt.current), [read]);
  useReturn(useSession().live.connection, () => {
    if (error) retry();
  });
  useFeed(feed, feedCursor, { onEvent: (event) => latest.current.onEvent(event), onResync: readAgain });
  return {
    isReading,
    isRead: end !== undefined,
    hasMore: end?.hasNextPage ?? false,
    error,
    readOn,
    readAgain,
    retry,
  };
}
