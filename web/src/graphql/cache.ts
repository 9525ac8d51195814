import type { Exchange } from '@urql/core';
import { type CacheExchangeOpts, cacheExchange, type Resolver } from '@urql/exchange-graphcache';

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
  'PatientChanged',
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
  PatientFrame: ['FeedHeartbeat', 'FeedResync', 'PatientChanged'],
  Viewer: ['CarePlanJourney', 'Integration', 'Journey', 'Patient', 'User'],
  WorklistFrame: ['AssistanceRequestChanged', 'FeedHeartbeat', 'FeedResync'],
};

const embedded = () => null;

/** A root field by id answers from what a list has brought already, as far as it goes; null where the server said so. */
const byId =
  (__typename: string): Resolver =>
  (_parent, args, cache, { fieldName }) =>
    cache.resolve('Query', fieldName, args) === null ? null : { __typename, id: args.id as string };

/**
 * The normalised cache: what a mutation or a live frame brings changes every screen that shows it. Lists keep who is
 * in them; a screen that filters by something that changes decides itself what it does about it. `lists` says how
 * lists are put together that are read page by page; `updates` are for what a mutation adds to one.
 */
export function normalisedCache({
  lists = {},
  updates = {},
}: {
  lists?: CacheExchangeOpts['resolvers'];
  updates?: CacheExchangeOpts['updates'];
} = {}): Exchange {
  return cacheExchange({
    possibleTypes: POSSIBLE_TYPES,
    // What has no id belongs to its place unsaid, too: the cache only warns whoever develops of what is forgotten.
    keys: import.meta.env.DEV ? Object.fromEntries(EMBEDDED.map((name) => [name, embedded])) : {},
    resolvers: {
      ...lists,
      Query: {
        appointment: byId('Appointment'),
        assistanceRequest: byId('AssistanceRequest'),
        carePlan: byId('CarePlan'),
        form: byId('Form'),
        patient: byId('Patient'),
        resource: byId('Resource'),
        service: byId('Service'),
        ...lists?.Query,
      },
    },
    updates,
  });
}
