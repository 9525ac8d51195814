import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Server } from './server.ts';
import { PASSWORD } from './test.ts';

const PICTURE = resolve(import.meta.dirname, '../../../api/assets/demo/orders/02-abdomen-renal.jpg');

type Values = Record<string, unknown>;

/** Somebody who speaks to the API without a browser. */
export class Caller {
  readonly #server: Server;
  readonly #token: string | undefined;

  constructor(server: Server, token?: string) {
    this.#server = server;
    this.#token = token;
  }

  #headers(): Record<string, string> {
    return this.#token ? { authorization: `Bearer ${this.#token}` } : {};
  }

  /** Answers a document; fails on an error. */
  async ask<Data>(query: string, variables: Values = {}): Promise<Data> {
    const headers = { ...this.#headers(), 'content-type': 'application/json', 'accept-language': 'es' };
    const body = JSON.stringify({ query, variables });
    const answer = await fetch(`${this.#server.url}/graphql`, { method: 'POST', headers, body });
    const { data, errors } = (await answer.json()) as { data: Data; errors?: unknown };
    expect(errors, query).toBeUndefined();
    return data;
  }

  /** Does a mutation that must be let through. */
  async done<Payload>(field: string, input: Values, selection: string): Promise<Payload> {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
    const query = `mutation($input: ${type}) { ${field}(input: $input) { ${selection} userErrors { code message } } }`;
    const data = await this.ask<Record<string, Payload & { userErrors: unknown[] }>>(query, { input });
    expect(data[field]?.userErrors, field).toEqual([]);
    return data[field] as Payload;
  }

  /** Uploads a picture of an order. */
  async upload(): Promise<string> {
    const body = new FormData();
    body.append('file', new Blob([await readFile(PICTURE)]), 'orden.jpg');
    const headers = this.#headers();
    const answer = await fetch(`${this.#server.url}/uploads`, { method: 'POST', headers, body });
    return ((await answer.json()) as { id: string }).id;
  }
}

/** Somebody of the clinic. */
export async function staff(server: Server, email = 'operadora@demo.example'): Promise<Caller> {
  const signedIn = await new Caller(server).done<{ session: { token: string } }>(
    'signIn',
    { email, password: PASSWORD },
    'session { token }',
  );
  return new Caller(server, signedIn.session.token);
}

let people = 0;

/** A patient that no other test knows; `digits` open their links. */
export interface Person {
  caller: Caller;
  digits: string;
  phone: string;
  email: string;
  nationalId: string;
}

/** Signs somebody new up. */
export async function newPatient(server: Server): Promise<Person> {
  people += 1;
  const nationalId = String(41_000_000 + people * 1_111);
  const email = `paciente${nationalId}@correo.example`;
  const phone = `+54911${50_000_000 + people}`;
  const input = {
    nationalId,
    givenName: 'Irma',
    familyName: 'Benítez',
    mobilePhone: phone,
    email,
    password: PASSWORD,
  };
  const signedUp = await new Caller(server).done<{ session: { token: string } }>(
    'signUpPatient',
    input,
    'session { token }',
  );
  const caller = new Caller(server, signedUp.session.token);
  return { caller, digits: nationalId.slice(-4), phone, email, nationalId };
}

/** A request as staff change it. */
export interface Sent {
  id: string;
  version: number;
}

/** Submits an order of a patient. */
export async function submitOrder({ caller }: Person): Promise<Sent> {
  const input = { uploadIds: [await caller.upload()], idempotencyKey: crypto.randomUUID() };
  const submitted = await caller.done<{ assistanceRequest: Sent }>(
    'submitOrder',
    input,
    'assistanceRequest { id version }',
  );
  return submitted.assistanceRequest;
}

/** The opaque ids of services of the catalogue, by their codes. */
export async function serviceIds(operator: Caller, codes: string[]): Promise<string[]> {
  const found = codes.map(async (code) => {
    const query = 'query($search: String) { services(search: $search, first: 20) { nodes { id code } } }';
    const { services } = await operator.ask<{ services: { nodes: { id: string; code: string }[] } }>(query, {
      search: code,
    });
    const service = services.nodes.find((service) => service.code === code);
    expect(service, code).toBeDefined();
    return service?.id ?? '';
  });
  return Promise.all(found);
}

/** Confirms an order for these services, and waits for the link in the patient's message. */
export async function confirmed(
  server: Server,
  operator: Caller,
  person: Pick<Person, 'phone'>,
  request: Sent,
  codes = ['ECO-ABD'],
): Promise<string> {
  const input = {
    id: request.id,
    version: request.version,
    serviceIds: await serviceIds(operator, codes),
    idempotencyKey: crypto.randomUUID(),
  };
  await operator.done('confirmDispatch', input, 'assistanceRequest { id }');
  return linkTo(server, person.phone);
}

/** The address in the newest message to a telephone or an e-mail address, once it is there. */
export async function linkTo(server: Server, to: string): Promise<string> {
  let link: string | undefined;
  const digits = to.replace(/^\+/, '');
  await expect(async () => {
    const sent = (await server.outbox()).find((message) => message.to.replace(/^\+/, '').includes(digits));
    link = sent?.body?.match(/https?:\S+\/j\/[\w-]+/)?.[0] ?? sent?.link;
    expect(link).toBeDefined();
  }).toPass({ timeout: 15_000, intervals: [250] });
  return link as string;
}

/** Who pays for a patient, by the names in the catalogue. */
export interface CoverageNames {
  payer: string;
  plan: string;
}

/** Tells who pays for a patient. */
export async function setCoverage({ caller }: Person, { payer, plan }: CoverageNames) {
  const { clinic } = await caller.ask<{
    clinic: { payers: { id: string; name: string; plans: { id: string; name: string }[] }[] };
  }>('{ clinic { payers { id name plans { id name } } } }');
  const found = clinic.payers.find(({ name }) => name === payer);
  const planId = found?.plans.find(({ name }) => name === plan)?.id;
  await caller.done('setPersonalDetails', { payerId: found?.id, planId }, 'patient { id }');
}

/** A new patient with a confirmed order and the link to it; `coverage` is who pays. */
export async function withLink(server: Server, codes?: string[], coverage?: CoverageNames) {
  const [person, operator] = await Promise.all([newPatient(server), staff(server)]);
  if (coverage) await setCoverage(person, coverage);
  const request = await submitOrder(person);
  const link = await confirmed(server, operator, person, request, codes);
  return { person, operator, request, link };
}

/** Opens a link without a browser. */
export async function openLink(server: Server, link: string, digits: string): Promise<Caller> {
  const input = { token: link.split('/j/')[1], documentDigits: digits };
  const opened = await new Caller(server).done<{ session: { token: string } }>(
    'openJourney',
    input,
    'session { token }',
  );
  return new Caller(server, opened.session.token);
}

/** The day so many days from today, as the API writes days. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A new patient with an appointment, whose first booking asks for a form. */
export async function withAppointment(server: Server, codes = ['ECO-TIR']) {
  const story = await withLink(server, codes);
  const holder = await openLink(server, story.link, story.person.digits);
  const input = { serviceIds: await serviceIds(story.operator, codes), from: dayFromNow(5) };
  const { slots } = await holder.ask<{ slots: { nodes: { id: string }[] } }>(
    'query($input: SlotSearchInput!) { slots(input: $input, first: 1) { nodes { id } } }',
    { input },
  );
  const booking = { slotId: slots.nodes[0]?.id, idempotencyKey: crypto.randomUUID() };
  await holder.done('bookAppointment', booking, 'appointment { id }');
  return story;
}

/** Opens a link in a browser, with the last digits of the document. */
export async function open(
  page: Page,
  link: string,
  digits: string,
  words = { digits: 'Últimos 4 números del documento', goOn: 'Continuar' },
) {
  await page.goto(link);
  await page.getByLabel(words.digits).fill(digits);
  await page.getByRole('button', { name: words.goOn }).click();
}

/** A new patient with two coming visits of a care plan, and the link in the mail about the newest. */
export async function withVisits(server: Server) {
  const [person, operator] = await Promise.all([newPatient(server), staff(server)]);
  const { viewer } = await person.caller.ask<{ viewer: { id: string } }>('{ viewer { ... on Patient { id } } }');
  const { practitioners } = await operator.ask<{ practitioners: { id: string }[] }>('{ practitioners { id } }');
  const practitionerId = practitioners[0]?.id;
  const [serviceId] = await serviceIds(operator, ['KIN-SES']);
  const made = await operator.done<{ carePlan: { id: string } }>(
    'createCarePlan',
    {
      patientId: viewer.id,
      practitionerId,
      serviceId,
      title: 'Rehabilitación de hombro',
      plannedVisits: 6,
      idempotencyKey: crypto.randomUUID(),
    },
    'carePlan { id }',
  );
  for (const day of [4, 8]) {
    const input = { serviceIds: [serviceId], from: dayFromNow(day), practitionerId };
    const { slots } = await operator.ask<{ slots: { nodes: { id: string }[] } }>(
      'query($input: SlotSearchInput!) { slots(input: $input, first: 1) { nodes { id } } }',
      { input },
    );
    const visit = { carePlanId: made.carePlan.id, slotId: slots.nodes[0]?.id, idempotencyKey: crypto.randomUUID() };
    await operator.done('bookVisit', visit, 'appointment { id }');
  }
  return { person, operator, link: await linkTo(server, person.email) };
}
