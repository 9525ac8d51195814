import { type Caller, staff } from '../support/api.ts';
import { SMALL } from '../support/files.ts';
import {
  bookVisit,
  confirm,
  linkTo,
  newCarePlan,
  newPatient,
  openLink,
  type Patient,
  submitOrder,
  withAppointment,
  withLink,
  withVisits,
} from '../support/journey.ts';
import type { Server } from '../support/server.ts';
import { expect } from '../support/test.ts';

/** Somebody who holds a link. */
export interface Holder {
  person: Patient;
  link: string;
}

/** What there is to look at: people in every situation, and opaque ids. */
export interface Clinic {
  /** Somebody with an order that nobody has looked at. */
  patient: Patient;
  pending: string;
  /** Somebody who was asked for a better photo. */
  photographer: Holder;
  awaitingPhoto: string;
  /** Somebody who was sent a link and has not booked. */
  choosing: Holder & { request: { id: string } };
  /** Somebody with an appointment, and a form to fill in. */
  booked: Holder & { form: string };
  /** Somebody with visits of a care plan before them. */
  treated: Holder & { visit: string };
  /** Somebody whose appointment is now, and whose treatment has no visit to come. */
  present: Patient;
  /** Somebody who could not be told that their visit was called off. */
  alert: string;
  /** The demo's patient, who was told a lot. */
  known: string;
  service: string;
  payer: string;
  resource: string;
}

/** Brings everybody there; `sendAfter` says how long messages wait. */
export async function openClinic(
  server: Server,
  sendAfter: (seconds: number) => Promise<void>,
): Promise<Clinic> {
  const [admin, operator] = await Promise.all([staff(server, 'admin@demo.example'), staff(server)]);
  const [choosing, booked, treated, patient, photographer, present, unreachable] = await Promise.all([
    withLink(server, ['ECO-ABD', 'ECO-REN']),
    withAppointment(server, ['ECO-TIR']),
    withVisits(server),
    newPatient(server, 'Álvarez Pereyra'),
    newPatient(server),
    newPatient(server, 'Benítez'),
    newPatient(server, undefined, { hasEmail: false }),
  ]);
  const [pending, blurred, external] = await Promise.all([
    submitOrder(patient),
    submitOrder(photographer),
    submitOrder(present),
  ]);
  await operator.done('requestNewPhoto', { ...blurred, reason: 'Salió movida' });

  await newCarePlan(operator, present);
  // Over in no time; where that has passed before the server hears of it, a later one.
  await expect(async () => {
    const startsAt = new Date(Date.now() + 1_000).toISOString();
    await operator.done('linkExternalAppointment', { ...external, externalId: 'AGENDA-1', startsAt });
  }).toPass({ timeout: 15_000 });
  const lost = await bookVisit(operator, await newCarePlan(operator, unreachable), 3);
  await operator.done('cancelAppointment', { id: lost });

  // What not every clinic has.
  const bookingPortalTemplate = 'https://portal.example/?paciente={patient}&solicitud={request}';
  await admin.done('updateClinicSettings', { bookingPortalTemplate });
  const [service, payer] = await Promise.all([
    idOf(admin, 'services(search: "RM-ROD")'),
    idOf(admin, 'payers'),
  ]);
  const rule = { payerId: payer, serviceId: service, decision: 'REQUIRES_AUTHORIZATION' };
  await admin.done('setCoverageRule', { ...rule, note: 'La pide la clínica.' });
  await admin.done('createApiKey', { name: 'Tablero de la sala', scopes: ['REQUESTS_READ'] });

  // One message waits until everybody has looked.
  await sendAfter(3_600);
  await confirm(operator, await submitOrder(await newPatient(server), SMALL), ['RM-ROD']);
  await sendAfter(2);

  const booker = await openLink(server, booked.link, booked.person.digits);
  const visitor = await openLink(server, treated.link, treated.person.digits);
  const { carePlanJourney } = await visitor.ask<{ carePlanJourney: { nextVisit: { id: string } } }>(
    '{ carePlanJourney { nextVisit { id } } }',
  );
  return {
    patient,
    pending: pending.id,
    photographer: { person: photographer, link: await linkTo(server, photographer.phone) },
    awaitingPhoto: blurred.id,
    choosing,
    booked: { ...booked, form: await idOf(booker, 'forms(openOnly: true)') },
    treated: { ...treated, visit: carePlanJourney.nextVisit.id },
    present,
    alert: await idOf(operator, 'alerts'),
    known: await idOf(admin, 'patients(search: "30111222")'),
    service,
    payer,
    resource: await idOf(admin, 'resources'),
  };
}

/** The opaque id of the first that a query finds. */
async function idOf(caller: Caller, query: string): Promise<string> {
  const { found } = await caller.ask<{ found: { nodes: { id: string }[] } }>(
    `{ found: ${query} { nodes { id } } }`,
  );
  return found.nodes[0]?.id ?? '';
}
