import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSchema, isInputObjectType } from 'graphql';
import { expect, it } from 'vitest';

const SOURCES = resolve(import.meta.dirname, '..');
const schema = buildSchema(readFileSync(resolve(SOURCES, '../../schema.graphql'), 'utf8'));

/** What nobody types: what it is about, and what the page adds. A refusal about it is about the whole. */
const GIVEN = [
  'id',
  'version',
  'definitionVersion',
  'idempotencyKey',
  'assistanceRequestId',
  'carePlanId',
  'formId',
  'holdId',
  'patientId',
  'resourceId',
  'disabled',
  'takeOver',
];

/** What has no place for words beside it: its refusal is said at the beginning of the form. */
const GENERAL = [
  // A checkbox.
  'CreateCircuit.allowsMultiple',
  'UpdateCircuit.allowsMultiple',
  'CreatePayer.isSelfPay',
  'UpdateReminderPolicy.enabled',
  'SetPatientReminders.byEmail',
  'SetPatientReminders.byWhatsapp',
  'SetReminderPreferences.byEmail',
  'SetReminderPreferences.byWhatsapp',
  // What the dialog is about.
  'CreatePlan.payerId',
  'SetCoverageRule.payerId',
  // What was chosen on another page, or one of several pages of an order.
  'HoldSlot.slotId',
  'HoldSlot.movingId',
  'BookAppointment.slotId',
  'BookAppointment.selfPay',
  'RescheduleAppointment.slotId',
  'SubmitOrder.uploadIds',
  // Too many hours at all; those of one run stand beside it.
  'SetWeeklyHours.hours',
  'SetScheduleException.hours',
  // What these pages do not ask.
  'CancelAppointment.reason',
  'CreateResource.serviceIds',
];

/** The sources of each folder, as one text. */
function folders(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || /\.(test|d)\.tsx?$/.test(file)) continue;
    const text = readFileSync(join(SOURCES, file), 'utf8');
    texts.set(dirname(file), (texts.get(dirname(file)) ?? '') + text);
  }
  return texts;
}

/** The folder's sources with those of the parts of a form that stand beside it. */
function formIn(folder: string, texts: Map<string, string>): string {
  const own = texts.get(folder) ?? '';
  const near = [...own.matchAll(/from '(\.\.\/[^']+)\/[^/']+'/g)]
    .map(([, path = '']) => join(folder, path))
    .filter((path) => /^(console|patient)\//.test(path));
  return [folder, ...new Set(near)].map((path) => texts.get(path)).join('');
}

/** Whether a refusal about an input has its place: the form names the input, and shows the words. */
function hasPlace(input: string, form: string): boolean {
  const isShown = new RegExp(`<ErrorSummary|fields(\\?\\.)?\\[|(fields|problems)\\??\\.${input}\\b`);
  return form.includes(`'${input}'`) && isShown.test(form);
}

it('has a place for the words of every refusal', () => {
  const texts = folders();
  const without: string[] = [];
  for (const [folder, own] of texts) {
    const form = formIn(folder, texts);
    for (const [, mutation, type = ''] of own.matchAll(/mutation (\w+)\(\$input: (\w+)!\)/g)) {
      const input = schema.getType(type);
      if (!isInputObjectType(input)) throw new Error(`no input ${type}`);
      const typed = Object.keys(input.getFields()).filter((field) => !GIVEN.includes(field));
      without.push(...typed.filter((field) => !hasPlace(field, form)).map((field) => `${mutation}.${field}`));
      // What is about none of them.
      expect(form, folder).toMatch(/<(ActionDialog|EditForm|ErrorSummary)|\bgeneral\b/);
    }
  }
  expect(new Set(without)).toEqual(new Set(GENERAL));
});
