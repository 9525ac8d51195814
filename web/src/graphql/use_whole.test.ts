// @vitest-environment jsdom
import { renderHook, waitFor } from '@testing-library/react';
import { Client, fetchExchange, type TypedDocumentNode } from '@urql/core';
import { parse } from 'graphql';
import { createElement, type ReactNode } from 'react';
import { Provider } from 'urql';
import { expect, it } from 'vitest';
import { useWhole } from './use_whole.ts';

interface Payers {
  payers: {
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}
const document = parse(
  'query ($after: String) { payers(after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
) as TypedDocumentNode<Payers, { after?: string | null }>;

it('reads a list to its end, and anew where one asks for it', async () => {
  const all = Array.from({ length: 250 }, (_, place) => ({ id: String(place) }));
  const asked: (string | null)[] = [];
  const client = new Client({
    url: 'http://clinic.example/graphql',
    preferGetMethod: false,
    fetch: async (_url, init) => {
      const { after } = JSON.parse(String(init?.body)).variables;
      asked.push(after);
      const start = after === null ? 0 : Number(after) + 1;
      const nodes = all.slice(start, start + 100);
      const pageInfo = { hasNextPage: start + 100 < all.length, endCursor: nodes.at(-1)?.id ?? null };
      return Response.json({ data: { payers: { nodes, pageInfo } } });
    },
    exchanges: [fetchExchange],
  });
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(Provider, { value: client }, children);
  const { result } = renderHook(() => useWhole(document, {}, ({ payers }) => payers), { wrapper });
  expect(result.current[0].data).toBeUndefined();
  await waitFor(() => expect(result.current[0].data).toEqual(all));
  expect(asked).toEqual([null, '99', '199']);

  all.unshift({ id: 'first' });
  result.current[1]();
  await waitFor(() => expect(result.current[0].data?.[0]).toEqual({ id: 'first' }));
});
