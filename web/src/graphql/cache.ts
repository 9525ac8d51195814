import type { Exchange } from '@urql/core';
import { cacheExchange, type Resolver, type UpdatesConfig } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

/** Types without an id, beside payloads and pages: they belong to what they stand in. A test holds it to the schema. */
export const EMBEDDED = [
  'AppointmentService',
  'AssistanceRequestChanged',
  'BodyArea',
  'CarePlanChanged',
  'Claim',
  'ClinicSettings',
  'ContactAttempt',
  'Coverage',
  'CoverageCheck',
  'Dispatch',
  'FeedHeartbeat',
  'FeedResync',
  'FormBodyAreaField',
  'FormBodyAreaKind',
  'FormChoiceField',
  'FormChoiceKind',
  'FormCondition',
  'FormConsent',
  'FormConsentField',
  'FormConsentKind',
  'FormDateField',
  'FormDateKind',
  'FormDefinitionVersion',
  'FormFieldDefinition',
  'FormNumberField',
  'FormNumberKind',
  'FormOption',
  'FormOptionDefinition',
  'FormProgress',
  'FormScaleField',
  'FormScaleKind',
  'FormSection',
  'FormSectionDefinition',
  'FormStructure',
  'FormTextField',
  'FormTextKind',
  'JourneyChanged',
  'LocalizedText',
  'NotificationAttempt',
  'OneTimePassword',
  'OrderUploaded',
  'PageInfo',
  'PatientReply',
  'PreviewedReminder',
  'ReminderExplanation',
  'ReminderPolicy',
  'ReminderPreview',
  'ReminderStep',
  'ScheduleException',
  'Session',
  'UserError',
  'WeeklyHours',
  'WorkingHours',
];

/** How the names of the other types without an id end. */
export const EMBEDDED_ENDINGS = /(Connection|Edge|Payload)$/;

/**
 * Which types an abstract one stands for, so that the cache knows what a fragment is about and need not guess by its
 * fields. A test holds it to the schema.
 */
export const POSSIBLE_TYPES: Record<string, string[]> = {
  FormField: [
    'FormBodyAreaField',
    'FormChoiceField',
    'FormConsentField',
    'FormDateField',
    'FormNumberField',
    'FormScaleField',
    'FormTextField',
  ],
  FormFieldKind: [
    'FormBodyAreaKind',
    'FormChoiceKind',
    'FormConsentKind',
    'FormDateKind',
    'FormNumberKind',
    'FormScaleKind',
    'FormTextKind',
  ],
  JourneyFrame: ['CarePlanChanged', 'FeedHeartbeat', 'FeedResync', 'JourneyChanged'],
  Node: [
    'Appointment',
    'AssistanceRequest',
    'CarePlan',
    'CarePlanJourney',
    'Circuit',
    'Form',
    'Journey',
    'MedicalOrder',
    'Notification',
    'OrderAttachment',
    'Patient',
    'Service',
  ],
  OrderUploadedFrame: ['FeedHeartbeat', 'FeedResync', 'OrderUploaded'],
  Viewer: ['CarePlanJourney', 'Integration', 'Journey', 'Patient', 'User'],
  WorklistFrame: ['AssistanceRequestChanged', 'FeedHeartbeat', 'FeedResync'],
};

const embedded = () => null;

/** A root field by id answers from what a list has brought already, as far as it goes; null where the server said so. */
const byId =
  (__typename: string): Resolver =>
  (_parent, args, cache, { fieldName }) =>
    cache.resolve('Query', fieldName, args) === null ? null : { __typename, id: args.id as string };

const pages = relayPagination();

/**
 * The normalised cache: what a mutation or a live frame brings changes every screen that shows it. Lists keep who is
 * in them; a screen that filters by something that changes decides itself what it does about it. `updates` are for
 * what a mutation adds to a list.
 */
export function normalisedCache(updates: UpdatesConfig = {}): Exchange {
  return cacheExchange({
    possibleTypes: POSSIBLE_TYPES,
    keys: Object.fromEntries(EMBEDDED.map((name) => [name, embedded])),
    resolvers: {
      Query: {
        appointment: byId('Appointment'),
        assistanceRequest: byId('AssistanceRequest'),
        carePlan: byId('CarePlan'),
        form: byId('Form'),
        patient: byId('Patient'),
        resource: byId('Resource'),
        service: byId('Service'),
        alerts: pages,
        appointments: pages,
        carePlans: pages,
        forms: pages,
        patients: pages,
        slots: pages,
      },
      Patient: {
        appointments: pages,
        assistanceRequests: pages,
        carePlans: pages,
        forms: pages,
        notifications: pages,
      },
      CarePlan: { forms: pages, visits: pages },
    },
    updates,
  });
}
