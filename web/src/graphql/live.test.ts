import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer as serve } from 'graphql-ws/use/ws';
import { afterEach, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createLive, type Live } from './live.ts';

const schema = buildSchema(`
  type Query { _: Int }
  type Event { cursor: String!, name: String! }
  type FeedHeartbeat { cursor: String! }
  union Frame = Event | FeedHeartbeat
  type Subscription { feed(after: String): Frame! }
`);
const query = `subscription Feed($after: String) {
  feed(after: $after) { __typename ... on Event { cursor name } ... on FeedHeartbeat { cursor } }
}`;

type Frame = { __typename: 'Event' | 'FeedHeartbeat'; cursor: string; name?: string };

/** A real server on loopback that remembers after what it was asked to go on. */
class Feed {
  asked: (string | undefined)[] = [];
  /** Whom each connection was said to be for. */
  viewers: unknown[] = [];
  #server!: WebSocketServer;
  #push: ((frame: Frame | null) => void)[] = [];
  port = 0;

  async start() {
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: this.port, path: '/graphql' });
    serve(
      {
        schema,
        roots: { subscription: { feed: (args: { after?: string }) => this.#stream(args.after) } },
        onConnect: ({ connectionParams }) => {
          this.viewers.push(connectionParams?.viewer);
        },
      },
      this.#server,
    );
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  send(frame: Frame) {
    for (const push of this.#push) push(frame);
  }

  /** Answers nothing more, as behind a cut cable. */
  freeze() {
    for (const socket of this.#server.clients) socket.removeAllListeners('message');
  }

  close(code: number) {
    for (const socket of this.#server.clients) socket.close(code);
  }

  async stop() {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((done) => this.#server.close(done));
  }

  async *#stream(after: string | undefined) {
    this.asked.push(after);
    const waiting: Frame[] = [];
    let wake = () => {};
    const push = (frame: Frame | null) => {
      if (frame) waiting.push(frame);
      wake();
    };
    this.#push.push(push);
    try {
      for (;;) {
        const frame = waiting.shift();
        if (frame) yield { feed: frame };
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#push = this.#push.filter((other) => other !== push);
    }
  }
}

const server = new Feed();
let live: Live | undefined;

function listen(
  after: string,
  options: { pulse?: number; patience?: number; onSessionLost?: () => void; viewer?: () => string } = {},
) {
  const got: string[] = [];
  live = createLive({
    url: `ws://127.0.0.1:${server.port}/graphql`,
    webSocketImpl: WebSocket as unknown as typeof globalThis.WebSocket,
    onSessionLost: () => {},
    ...options,
  });
  const request = { query, variables: { after } } as unknown as Parameters<Live['forward']>[0];
  live.forward(request, undefined as never).subscribe({
    next: (result) => got.push(result.data?.feed.name),
    error: (error) =>
      got.push(
        `error ${(error as { code?: number; reason?: string }).code} ${(error as { reason?: string }).reason}`,
      ),
    complete: () => got.push('complete'),
  });
  return { got, connection: live.connection };
}

afterEach(async () => {
  live?.dispose();
  await server.stop();
  server.asked = [];
  server.viewers = [];
});

it('goes on after the newest cursor, heartbeats included, when it comes back', async () => {
  await server.start();
  const { got, connection } = listen('0');
  await vi.waitFor(() => expect([server.asked, got]).toEqual([['0'], []]));
  server.send({ __typename: 'Event', cursor: '1', name: 'first' });
  server.send({ __typename: 'FeedHeartbeat', cursor: '5' });
  await vi.waitFor(() => expect(got).toEqual(['first']));

  await server.stop();
  await vi.waitFor(() => expect(connection.get().online).toBe(false));
  expect(connection.get().heard).not.toBeNull();
  await server.start();
  await vi.waitFor(() => expect(server.asked).toEqual(['0', '5']), 5_000);
  expect(connection.get().online).toBe(true);
  server.send({ __typename: 'Event', cursor: '6', name: 'second' });
  await vi.waitFor(() => expect(got).toEqual(['first', 'second']));
});

it('notices a server that says nothing any more', async () => {
  await server.start();
  const { connection } = listen('0', { pulse: 100 });
  await vi.waitFor(() => expect(server.asked).toHaveLength(1));
  server.freeze();
  await vi.waitFor(() => expect(connection.get().online).toBe(false), 2_000);
  // It comes back by itself, on a new socket.
  await vi.waitFor(() => expect(connection.get().online).toBe(true), 5_000);
  expect(server.asked).toHaveLength(2);
});

it('does not wait for ever for a connection that does not come about', async () => {
  await server.start();
  await server.stop();
  const tries: Socket[] = [];
  const silent = createServer((socket) => tries.push(socket.resume()));
  await once(silent.listen(server.port, '127.0.0.1'), 'listening');
  const { connection } = listen('0', { patience: 100 });
  await vi.waitFor(() => expect(tries.length).toBeGreaterThan(1), 3_000);
  expect(connection.get().online).toBe(false);
  for (const socket of tries) socket.destroy();
  await new Promise((done) => silent.close(done));
  await server.start();
  await vi.waitFor(() => expect(server.asked).toEqual(['0']), 3_000);
});

it('says when the session has ended', async () => {
  await server.start();
  const onSessionLost = vi.fn();
  listen('0', { onSessionLost });
  await vi.waitFor(() => expect(server.asked).toHaveLength(1));
  server.close(4403);
  await vi.waitFor(() => expect(onSessionLost).toHaveBeenCalled());
});

it('says at each connection whom the feeds are for', async () => {
  await server.start();
  let viewer = 'ana';
  listen('0', { viewer: () => viewer });
  await vi.waitFor(() => expect([server.viewers, server.asked]).toEqual([['ana'], ['0']]));
  await server.stop();
  viewer = 'beto';
  await server.start();
  await vi.waitFor(() => expect(server.viewers.at(-1)).toBe('beto'), 3_000);
});
