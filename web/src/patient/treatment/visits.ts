import { serverNow } from '../../graphql/clock.ts';
import type { CarePlanHolder } from '../journey/holder.tsx';

/** The visits of a care plan that are not over, the soonest first. */
export function comingVisits({ carePlan }: CarePlanHolder) {
  // What was just cancelled is in the list until it is read again.
  const open = carePlan.coming.nodes.filter(({ state }) => state === 'BOOKED' || state === 'IN_PROGRESS');
  return open.filter(({ endsAt }) => Date.parse(endsAt) > serverNow());
}
