import type { Cache, UpdatesConfig } from '@urql/exchange-graphcache';

/** The lists of a patient that grow at their beginning, or anywhere. */
const LISTS = new Set(['appointments', 'assistanceRequests', 'carePlans', 'forms', 'notifications']);

function forgetPages(cache: Cache, id: string | undefined) {
  const patient = id === undefined ? null : cache.keyOfEntity({ __typename: 'Patient', id });
  if (patient === null) return;
  forgetLater(cache, patient, LISTS);
}

function forgetLater(cache: Cache, of: string, lists: Set<string>) {
  for (const { fieldName, fieldKey, arguments: args } of cache.inspectFields(of)) {
    if (lists.has(fieldName) && args?.after) cache.invalidate(of, fieldKey);
  }
}

/**
 * When something happened to a patient, the later pages of their lists no longer follow the first one, which is read
 * anew: they are forgotten, and read again when somebody wants them.
 */
export const subscriptions: NonNullable<UpdatesConfig['Subscription']> = {
  worklistChanged: (result, _args, cache) => {
    const frame = result.worklistChanged as { assistanceRequest?: { patient?: { id?: string } } };
    forgetPages(cache, frame.assistanceRequest?.patient?.id);
  },
  patientChanged: (result, _args, cache) => {
    const { patientId, kind } = result.patientChanged as { patientId?: string; kind?: string };
    forgetPages(cache, patientId);
    if (kind?.startsWith('ALERT')) forgetLater(cache, 'Query', new Set(['alerts']));
  },
};
