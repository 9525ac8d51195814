import { normalisedCache } from '../graphql/cache.ts';
import { updates as admin } from './admin/cache.ts';
import { subscriptions as patient } from './patient/cache.ts';

/** The console's cache: each screen says in its own `cache.ts` what its mutations add to lists. */
export function cache() {
  return normalisedCache({ Mutation: { ...admin }, Subscription: { ...patient } });
}
