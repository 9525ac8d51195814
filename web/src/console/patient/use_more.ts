import type { TypedDocumentNode } from '@urql/core';
import { useState } from 'react';
import { useClient } from 'urql';

/**
 * Reads the next page of one of a patient's lists into the cache, where the screen's own query finds it. Returns
 * undefined where there is none.
 */
export function useMore<Data>(
  document: TypedDocumentNode<Data, { id: string; after: string | null }>,
  id: string,
  page: { hasNextPage: boolean; endCursor: string | null },
): { read: () => void; isReading: boolean } | undefined {
  const client = useClient();
  const [isReading, setReading] = useState(false);
  if (!page.hasNextPage) return undefined;
  const read = async () => {
    setReading(true);
    await client.query(document, { id, after: page.endCursor }, { requestPolicy: 'network-only' });
    setReading(false);
  };
  return { read: () => void read(), isReading };
}
