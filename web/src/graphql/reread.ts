import { type Exchange, makeOperation, mapExchange, type Operation } from '@urql/core';
import { useEffect, useRef } from 'react';
import type { ConnectionStore } from './connection.ts';

/** Calls whenever the connection is back after a loss; returns what ends it. */
function onReturn(connection: ConnectionStore, call: () => void): () => void {
  let wasOnline = connection.get().online;
  return connection.subscribe(() => {
    const { online } = connection.get();
    if (online && !wasOnline) call();
    wasOnline = online;
  });
}

/**
 * Reads everything again that is on the screen when the connection is back. Lists that follow a feed miss nothing, but
 * not every screen follows one, and what was asked meanwhile has failed.
 */
export function rereadExchange(connection: ConnectionStore): Exchange {
  return (input) => {
    const shown = new Map<number, Operation>();
    onReturn(connection, () => {
      for (const query of shown.values()) {
        const context = { ...query.context, requestPolicy: 'network-only' as const };
        input.client.reexecuteOperation(makeOperation('query', query, context));
      }
    });
    return mapExchange({
      onOperation: (operation) => {
        if (operation.kind === 'query') shown.set(operation.key, operation);
        if (operation.kind === 'teardown') shown.delete(operation.key);
      },
    })(input);
  };
}

/** Calls whenever the connection is back, for what is read once and whose reading may have failed meanwhile. */
export function useReturn(connection: ConnectionStore, onReturned: () => void) {
  const latest = useRef(onReturned);
  useEffect(() => {
    latest.current = onReturned;
  });
  useEffect(() => onReturn(connection, () => latest.current()), [connection]);
}
