import { readFileSync } from 'node:fs';
import { orderPhoto } from './files.ts';
import type { Server } from './server.ts';
import type { Page } from './test.ts';

/** Sends an order as whoever is signed in in this browser, without its screens; returns the request's id. */
export async function submitOrderHere(page: Page, server: Server): Promise<string> {
  const headers = { origin: server.url };
  const file = {
    name: 'orden.jpg',
    mimeType: 'image/jpeg',
    buffer: readFileSync(orderPhoto('01-rodilla.jpg')),
  };
  const uploaded = await page.request.post('/uploads', { headers, multipart: { file } });
  const { id } = await uploaded.json();
  const query = `mutation ($input: SubmitOrderInput!) {
    submitOrder(input: $input) { assistanceRequest { id } userErrors { code } }
  }`;
  const input = { uploadIds: [id], idempotencyKey: id };
  const answer = await page.request.post('/graphql', { headers, data: { query, variables: { input } } });
  const { data } = await answer.json();
  return data.submitOrder.assistanceRequest.id;
}
