import { relayPagination } from '@urql/exchange-graphcache/extras';
import { normalisedCache } from '../graphql/cache.ts';
import { updates as admin } from './admin/cache.ts';
import { subscriptions as patient } from './patient/cache.ts';

const pages = relayPagination();

/** The console's cache: each screen says in its own `cache.ts` what its mutations add to lists. */
export function cache() {
  return normalisedCache({
    lists: {
      Query: {
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
    updates: { Mutation: { ...admin }, Subscription: { ...patient } },
  });
}
