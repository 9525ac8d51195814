import { getOperationAST, parse } from "graphql";
import { createClient } from "graphql-ws";

/**
 * Queries and mutations go by POST, subscriptions over graphql-transport-ws with the header editor's
 * headers as `connection_init` payload, so that one bearer token serves both.
 */
export function createFetcher(path) {
  return (params, { headers = {} } = {}) => {
    const sent = usable(headers);
    return isSubscription(params)
      ? subscribe(path, params, sent)
      : post(path, params, sent);
  };
}

/** Lower-case names, and without an `authorization` that has no token yet: it would be refused. */
function usable(headers) {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return Object.fromEntries(
    entries.filter(([name, value]) => name !== "authorization" || !/^\s*(bearer)?\s*$/i.test(value)),
  );
}

function isSubscription({ query, operationName }) {
  try {
    return getOperationAST(parse(query), operationName)?.operation === "subscription";
  } catch {
    return false; // The server says what is wrong with it.
  }
}

async function post(path, params, headers) {
  const response = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { accept: "application/graphql-response+json", ...headers, "content-type": "application/json" },
    body: JSON.stringify(params),
  });
  return response.json();
}

async function* subscribe(path, params, headers) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const client = createClient({ url: address.href, connectionParams: headers, keepAlive: 10_000 });
  try {
    yield* client.iterate(params);
  } finally {
    await client.dispose();
  }
}
