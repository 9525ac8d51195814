import { expect, type Page } from '@playwright/test';
import { type Caller, PASSWORD, signedIn, staff } from './api.ts';
import type { Server } from './server.ts';

let people = 0;

/** Each is heard as itself: a search finds no namesake. */
const LETTERS = 'ABDEFIJKMNOPRSTU';

/** Another number each time, so that no two people of a server share a document or a telephone. */
export function nextPerson(): number {
  people += 1;
  return people;
}

/** A patient that no other test knows; `digits` open their links. */
export interface Patient {
  caller: Caller;
  id: string;
  familyName: string;
  /** As lists name them. */
  name: string;
  nationalId: string;
  digits: string;
  phone: string;
  email: string;
}

/** Signs somebody new up, by a name that nobody else has where none is given; `hasEmail` says whether mail reaches them. */
export async function newPatient(
  server: Server,
  givenFamilyName?: string,
  { hasEmail = true, hasPhone = true } = {},
): Promise<Patient> {
  const number = nextPerson();
  const letters = [number / 16, number % 16].map((place) => LETTERS.charAt(Math.floor(place) % 16));
  const familyName = givenFamilyName ?? `Prueba${letters.join('')}`;
  const nationalId = String(41_000_000 + number * 1_111);
  const email = `paciente${nationalId}@correo.example`;
  const phone = `+54911${50_000_000 + number}`;
  const caller = await signedIn(server, 'signUpPatient', {
    nationalId,
    givenName: 'Delia',
    familyName,
    ...(hasPhone && { mobilePhone: phone }),
    ...(hasEmail && { email }),
    password: PASSWORD,
  });
  const { viewer } = await caller.ask<{ viewer: { id: string } }>('{ viewer { ... on Patient { id } } }');
  const name = `${familyName}, Delia`;
  return { caller, id: viewer.id, familyName, name, nationalId, digits: nationalId.slice(-4), phone, email };
}

/** A request as staff change it. */
interface Sent {
  id: string;
  version: number;
}

/** Submits an order of a patient: a photo, or these files. */
export async function submitOrder({ caller }: Patient, ...files: Blob[]): Promise<Sent> {
  const uploadIds: string[] = [];
  for (const file of files.length > 0 ? files : [undefined]) uploadIds.push(await caller.upload(file));
  return submitUploads(caller, uploadIds);
}

/** Submits the order that these uploads are. */
export async function submitUploads(caller: Caller, uploadIds: string[]): Promise<Sent> {
  const { assistanceRequest } = await caller.done<{ assistanceRequest: Sent }>(
    'submitOrder',
    { uploadIds, idempotencyKey: crypto.randomUUID() },
    'assistanceRequest { id version }',
  );
  return assistanceRequest;
}

/** A request as it is now. */
export async function requestNow(caller: Caller, id: string): Promise<Sent> {
  const { assistanceRequest } = await caller.ask<{ assistanceRequest: Sent }>(
    'query ($id: ID!) { assistanceRequest(id: $id) { id version } }',
    { id },
  );
  return assistanceRequest;
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

/** Confirms an order for these services: its message is planned. */
export async function confirm(operator: Caller, { id, version }: Sent, codes = ['ECO-ABD']): Promise<Sent> {
  const { assistanceRequest } = await operator.done<{ assistanceRequest: Sent }>(
    'confirmDispatch',
    { id, version, serviceIds: await serviceIds(operator, codes), idempotencyKey: crypto.randomUUID() },
    'assistanceRequest { id version }',
  );
  return assistanceRequest;
}

/** The first slot for these services from a day on, so many days from today. */
export async function firstSlot(
  caller: Caller,
  serviceIds: string[],
  days: number,
  more = {},
): Promise<string> {
  const { slots } = await caller.ask<{ slots: { nodes: { id: string }[] } }>(
    'query($input: SlotSearchInput!) { slots(input: $input, first: 1) { nodes { id } } }',
    { input: { serviceIds, from: dayFromNow(days), ...more } },
  );
  return slots.nodes[0]?.id ?? '';
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
interface CoverageNames {
  payer: string;
  plan: string;
}

/** Tells who pays for a patient. */
async function setCoverage({ caller }: Patient, { payer, plan }: CoverageNames) {
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
  await confirm(operator, request, codes);
  return { person, operator, request, link: await linkTo(server, person.phone) };
}

/** Opens a link without a browser. */
export function openLink(server: Server, link: string, digits: string): Promise<Caller> {
  return signedIn(server, 'openJourney', { token: link.split('/j/')[1], documentDigits: digits });
}

/** The day so many days from today, as the API writes days. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A new patient with an appointment, whose first booking asks for a form. */
export async function withAppointment(server: Server, codes = ['ECO-TIR']) {
  const story = await withLink(server, codes);
  const holder = await openLink(server, story.link, story.person.digits);
  const slotId = await firstSlot(holder, await serviceIds(story.operator, codes), 5);
  await holder.done('bookAppointment', { slotId, idempotencyKey: crypto.randomUUID() });
  return story;
}

/** What the page of a link says in English. */
export const IN_ENGLISH = { digits: 'Last 4 digits of the document', goOn: 'Continue' };

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

/** A treatment with the clinic's first practitioner, as visits of it are booked. */
interface CarePlan {
  id: string;
  practitionerId: string | undefined;
  serviceId: string;
}

/** Begins a treatment. */
export async function newCarePlan(operator: Caller, patient: Patient): Promise<CarePlan> {
  const { practitioners } = await operator.ask<{ practitioners: { id: string }[] }>(
    '{ practitioners { id } }',
  );
  const practitionerId = practitioners[0]?.id;
  const [serviceId = ''] = await serviceIds(operator, ['KIN-SES']);
  const { carePlan } = await operator.done<{ carePlan: { id: string } }>(
    'createCarePlan',
    {
      patientId: patient.id,
      practitionerId,
      serviceId,
      title: 'Rehabilitación de hombro',
      plannedVisits: 6,
      idempotencyKey: crypto.randomUUID(),
    },
    'carePlan { id }',
  );
  return { id: carePlan.id, practitionerId, serviceId };
}

/** Books a treatment's next visit, so many days from today or somewhat later; answers its id. */
export async function bookVisit(operator: Caller, plan: CarePlan, days: number): Promise<string> {
  const { id: carePlanId, practitionerId, serviceId } = plan;
  const slotId = await firstSlot(operator, [serviceId], days, { practitionerId });
  const { appointment } = await operator.done<{ appointment: { id: string } }>(
    'bookVisit',
    { carePlanId, slotId, idempotencyKey: crypto.randomUUID() },
    'appointment { id }',
  );
  return appointment.id;
}

/** A new patient with two coming visits of a care plan, and the link in the mail about the newest. */
export async function withVisits(server: Server) {
  const [person, operator] = await Promise.all([newPatient(server), staff(server)]);
  const plan = await newCarePlan(operator, person);
  for (const days of [4, 8]) await bookVisit(operator, plan, days);
  return { person, operator, link: await linkTo(server, person.email) };
}
