import { Client, fetchExchange } from '@urql/core';
import { expect, it, vi } from 'vitest';
import { ConnectionStore } from './connection.ts';
import { rereadExchange } from './reread.ts';

it('reads again what is on the screen when the connection is back, and only that', async () => {
  const asked: string[] = [];
  const connection = new ConnectionStore();
  const client = new Client({
    url: 'http://clinic.example/graphql',
    preferGetMethod: false,
    fetch: async (_url, init) => {
      asked.push(JSON.parse(String(init?.body)).operationName);
      return Response.json({ data: { clinic: 'Demo' } });
    },
    exchanges: [rereadExchange(connection), fetchExchange],
  });
  const show = (name: string) =>
    client.query(['query', name, '{ clinic }'].join(' '), {}).subscribe(() => {});
  show('Agenda');
  const left = show('Payers');
  await vi.waitFor(() => expect(asked).toEqual(['Agenda', 'Payers']));
  left.unsubscribe();

  connection.hear();
  connection.lose();
  await Promise.resolve();
  expect(asked).toHaveLength(2);
  connection.hear();
  await vi.waitFor(() => expect(asked).toEqual(['Agenda', 'Payers', 'Agenda']));
  connection.hear();
  expect(asked).toHaveLength(3);
});
