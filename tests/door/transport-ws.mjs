// Checks graphql-transport-ws against a server, close code by close code:
//   node transport-ws.mjs http://127.0.0.1:8080/graphql
//
// Environment, all optional:
//   AUTHORIZATION      a valid "Bearer …", where the subscription needs somebody
//   SUBSCRIPTION       a subscription that delivers at least three events, the first within STREAM_TIMEOUT
//                      ms; without it those checks are skipped
//   STREAM_TIMEOUT     default 2000
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

const url = (process.argv[2] ?? process.env.GRAPHQL_URL ?? "").replace(/^http/, "ws");
if (!url) {
  console.error("usage: node transport-ws.mjs <url of /graphql>");
  process.exit(2);
}
const credentials = process.env.AUTHORIZATION ? { authorization: process.env.AUTHORIZATION } : undefined;
const subscription = process.env.SUBSCRIPTION;
const streamTimeout = Number(process.env.STREAM_TIMEOUT ?? 2000);

const checks = [];
const check = (name, run) => checks.push({ name, run });

function assert(condition, message) {
  if (!condition) throw new Error(message);
}

function within(promise, ms, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A raw socket with a queue of what came and a promise of how it closed. */
async function open(protocols = "graphql-transport-ws") {
  const socket = new WebSocket(url, protocols);
  const queue = [];
  const waiting = [];
  socket.on("message", (data) => {
    const message = JSON.parse(data.toString());
    (waiting.shift() ?? ((each) => queue.push(each)))(message);
  });
  const closed = new Promise((resolve) => socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })));
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  return {
    socket,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    next: (ms = 5000) =>
      within(queue.length ? Promise.resolve(queue.shift()) : new Promise((resolve) => waiting.push(resolve)), ms, "next message"),
    closed: (ms = 5000) => within(closed, ms, "close"),
    quiet: (ms) => new Promise((resolve) => setTimeout(() => resolve(queue.length === 0), ms)),
  };
}

async function acknowledged() {
  const connection = await open();
  connection.send({ type: "connection_init", payload: credentials });
  const ack = await connection.next();
  assert(ack.type === "connection_ack", `expected connection_ack, got ${JSON.stringify(ack)}`);
  return connection;
}

async function closesWith(connection, code) {
  const end = await connection.closed();
  assert(end.code === code, `expected ${code}, closed with ${end.code} ${end.reason}`);
}

const typename = { query: "{ __typename }" };
/** Keeps an id in use for a while. */
const longLived = subscription ? { query: subscription } : typename;

check("4400 for what is not JSON", async () => {
  const connection = await acknowledged();
  connection.send("not json");
  await closesWith(connection, 4400);
});
check("4400 for an unknown type", async () => {
  const connection = await open();
  connection.send({ type: "start", id: "1", payload: typename });
  await closesWith(connection, 4400);
});
check("4400 for a subscribe without an id", async () => {
  const connection = await acknowledged();
  connection.send({ type: "subscribe", payload: typename });
  await closesWith(connection, 4400);
});
check("4400 for a payload that is no request", async () => {
  const connection = await acknowledged();
  connection.send({ type: "subscribe", id: "1", payload: { query: 1 } });
  await closesWith(connection, 4400);
});
for (const [message, payload] of [
  ["connection_init", "x"],
  ["connection_init", [1]],
  ["ping", "x"],
  ["ping", 5],
  ["pong", "x"],
  ["pong", [1]],
]) {
  check(`4400 for a ${message} whose payload is ${JSON.stringify(payload)}`, async () => {
    const connection = await open();
    connection.send({ type: message, payload });
    await closesWith(connection, 4400);
  });
}
check("a payload of null is none", async () => {
  const connection = await open();
  connection.send({ type: "ping", payload: null });
  const pong = await connection.next();
  assert(pong.type === "pong" && pong.payload === undefined, JSON.stringify(pong));
  connection.socket.close(1000);
  await connection.closed();
});
check("4400 for a binary message", async () => {
  const connection = await acknowledged();
  connection.socket.send(Buffer.from([1, 2, 3]));
  await closesWith(connection, 4400);
});
check("4401 for a subscribe before the acknowledgement", async () => {
  const connection = await open();
  connection.send({ type: "subscribe", id: "1", payload: typename });
  await closesWith(connection, 4401);
});
check("4403 for bad credentials", async () => {
  const connection = await open();
  connection.send({ type: "connection_init", payload: { authorization: "Bearer of-nobody" } });
  await closesWith(connection, 4403);
});
check("4406 without the subprotocol", async () => {
  await closesWith(await open([]), 4406);
});
check("4408 without connection_init", async () => {
  const end = await (await open()).closed(15_000);
  assert(end.code === 4408, `closed with ${end.code}`);
});
check("4409 for an id in use", async () => {
  if (!subscription) return "skipped: needs SUBSCRIPTION";
  const connection = await acknowledged();
  connection.send({ type: "subscribe", id: "same", payload: longLived });
  connection.send({ type: "subscribe", id: "same", payload: longLived });
  await closesWith(connection, 4409);
});
check("4429 for a second connection_init", async () => {
  const connection = await acknowledged();
  connection.send({ type: "connection_init", payload: credentials });
  await closesWith(connection, 4429);
});
check("ping is answered with pong and its payload, before and after the acknowledgement", async () => {
  const connection = await open();
  connection.send({ type: "ping", payload: { n: 1 } });
  const early = await connection.next();
  assert(early.type === "pong" && early.payload.n === 1, JSON.stringify(early));
  connection.send({ type: "connection_init", payload: credentials });
  assert((await connection.next()).type === "connection_ack", "no acknowledgement");
  connection.send({ type: "ping" });
  const late = await connection.next();
  assert(late.type === "pong" && late.payload === undefined, JSON.stringify(late));
  connection.send({ type: "pong" });
  assert(await connection.quiet(100), "a pong was answered");
  connection.socket.close(1000);
  await connection.closed();
});
check("a query answers next and complete, and its id is free again", async () => {
  const connection = await acknowledged();
  for (let turn = 0; turn < 2; turn += 1) {
    connection.send({ type: "subscribe", id: "q", payload: typename });
    const next = await connection.next();
    assert(next.type === "next" && next.id === "q" && next.payload.data.__typename, JSON.stringify(next));
    const complete = await connection.next();
    assert(complete.type === "complete" && complete.id === "q", JSON.stringify(complete));
  }
  connection.socket.close(1000);
});
check("a mutation answers next and complete", async () => {
  const connection = await acknowledged();
  connection.send({ type: "subscribe", id: "m", payload: { query: "mutation { __typename }" } });
  assert((await connection.next()).type === "next", "no next");
  assert((await connection.next()).type === "complete", "no complete");
  connection.socket.close(1000);
});
for (const [what, payload] of [
  ["a document that does not parse", { query: "{" }],
  ["a field that does not exist", { query: "{ doesNotExistAnywhere }" }],
  ["a variable that does not fit", { query: "query ($n: String!) { __type(name: $n) { name } }", variables: {} }],
  ["an unknown operation", { query: "query A { __typename }", operationName: "B" }],
  ["too deep a document", { query: `{ a ${"{ a ".repeat(40)} ${"}".repeat(41)}` }],
]) {
  check(`${what} answers error, no complete, and the connection goes on`, async () => {
    const connection = await acknowledged();
    connection.send({ type: "subscribe", id: "e", payload });
    const error = await connection.next();
    assert(error.type === "error" && error.id === "e", JSON.stringify(error));
    assert(Array.isArray(error.payload) && error.payload[0].message, "the payload is no list of errors");
    assert(error.payload[0].extensions?.code, "the error has no code");
    assert(await connection.quiet(100), "something came after the error");
    connection.send({ type: "subscribe", id: "e", payload: typename });
    assert((await connection.next()).type === "next", "the id is not free");
    connection.socket.close(1000);
  });
}
check("completing an unknown id is ignored", async () => {
  const connection = await acknowledged();
  connection.send({ type: "complete", id: "unknown" });
  connection.send({ type: "ping" });
  assert((await connection.next()).type === "pong", "no pong");
  connection.socket.close(1000);
});
check("a subscription stops when the client completes it, and its id is free again", async () => {
  if (!subscription) return "skipped: needs SUBSCRIPTION";
  const connection = await acknowledged();
  connection.send({ type: "subscribe", id: "s", payload: longLived });
  const first = await connection.next(streamTimeout);
  assert(first.type === "next" && first.id === "s" && first.payload.data, JSON.stringify(first));
  connection.send({ type: "complete", id: "s" });
  connection.send({ type: "ping" });
  while ((await connection.next()).type !== "pong");
  assert(await connection.quiet(300), "it went on after complete");
  connection.send({ type: "subscribe", id: "s", payload: longLived });
  assert((await connection.next(streamTimeout)).type === "next", "the id is not free");
  connection.socket.close(1000);
});
check("graphql-ws: a query", async () => {
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: credentials, retryAttempts: 0 });
  for await (const result of client.iterate(typename)) assert(result.data.__typename, JSON.stringify(result));
  await client.dispose();
});
check("graphql-ws: validation errors reject", async () => {
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: credentials, retryAttempts: 0 });
  let errors;
  try {
    for await (const _ of client.iterate({ query: "{ doesNotExistAnywhere }" }));
  } catch (caught) {
    errors = caught;
  }
  assert(Array.isArray(errors), "no list of errors");
  await client.dispose();
});
check("graphql-ws: a subscription, kept alive", async () => {
  if (!subscription) return "skipped: needs SUBSCRIPTION";
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: credentials, retryAttempts: 0, keepAlive: 50 });
  let pongs = 0;
  client.on("pong", (received) => (pongs += received ? 1 : 0));
  let seen = 0;
  const watch = (async () => {
    for await (const result of client.iterate({ query: subscription })) {
      assert(result.data, JSON.stringify(result));
      seen += 1;
      if (seen === 3) break;
    }
  })();
  await within(watch, streamTimeout * 4, "three events");
  assert(seen >= 3, `only ${seen} events`);
  await client.dispose();
  return `${seen} events, ${pongs} pongs`;
});

let passed = 0;
let skipped = 0;
let failed = 0;
await Promise.all(
  checks.map(async ({ name, run }) => {
    try {
      const note = await within(run(), 30_000, name);
      if (note?.startsWith("skipped")) skipped += 1;
      else passed += 1;
      console.log(`${note?.startsWith("skipped") ? "-" : "ok"} ${name}${note ? ` (${note})` : ""}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED ${name}: ${error.message}`);
    }
  }),
);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
