import type { UpdateResolver, UpdatesConfig } from '@urql/exchange-graphcache';

/** Reads these lists again, in all their forms: what was made or taken out of use moves in them. */
const again =
  (...lists: string[]): UpdateResolver =>
  (_result, _args, cache) => {
    for (const { fieldName, fieldKey } of cache.inspectFields('Query')) {
      if (lists.includes(fieldName)) cache.invalidate('Query', fieldKey);
    }
  };

/** What is made, moved or taken out of use shows in the lists that are read already. */
export const updates: NonNullable<UpdatesConfig['Mutation']> = {
  cancelAppointment: again('appointmentsOutsideHours'),
  createApiKey: again('integrations'),
  createCircuit: again('circuits'),
  createPayer: again('payers'),
  createPlan: again('payers'),
  createResource: again('resources'),
  createService: again('services'),
  createSite: again('sites'),
  createUser: again('users', 'practitioners'),
  removeScheduleException: again('appointmentsOutsideHours'),
  rescheduleAppointment: again('appointmentsOutsideHours'),
  removeCoverageRule: again('coverageRules', 'coverageCheck'),
  revokeApiKey: again('integrations'),
  setScheduleException: again('appointmentsOutsideHours'),
  setWeeklyHours: again('appointmentsOutsideHours'),
  setCoverageRule: again('coverageRules', 'coverageCheck'),
  updatePayer: again('payers'),
  updatePlan: again('payers'),
  updateResource: again('resources', 'appointmentsOutsideHours'),
  updateService: again('services'),
  updateUser: again('practitioners'),
};
