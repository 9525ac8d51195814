import type { graphql } from '../../graphql/graphql.ts';
import type { Tone } from '../../ui/Notice.tsx';

/** Where a request stands, as the API names it. */
type RequestState = ReturnType<typeof graphql.scalar<'AssistanceRequestState'>>;

/** How each state looks: a warning is where the patient has to do something. */
export const TONES: Record<RequestState, Tone> = {
  PENDING_REVIEW: 'accent',
  AWAITING_PHOTO: 'warning',
  DISPATCH_PLANNED: 'accent',
  DISPATCHED: 'warning',
  NEEDS_ATTENTION: 'accent',
  BOOKED: 'success',
  RESOLVED: 'neutral',
  VOIDED: 'neutral',
};

/** Whether the clinic is done with a request; until then the same order need not be sent again. */
export function isClosed(state: RequestState): boolean {
  return ['BOOKED', 'RESOLVED', 'VOIDED'].includes(state);
}

/** Whether the clinic has said which services an order is for: until then it may think otherwise. */
export function isConfirmed(state: RequestState): boolean {
  return ['DISPATCH_PLANNED', 'DISPATCHED', 'BOOKED'].includes(state);
}
