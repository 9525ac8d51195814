import type { RequestHolder } from './holder.tsx';

/** The appointment of a request, while it stands. */
export function standing({ appointment }: RequestHolder) {
  return appointment?.state === 'BOOKED' ? appointment : null;
}

const BOOKABLE = ['DISPATCH_PLANNED', 'DISPATCHED', 'NEEDS_ATTENTION'];

/** Whether an appointment can be booked now: somebody confirmed the services, and there is none yet. */
export function isBookable(holder: RequestHolder) {
  const confirmed = BOOKABLE.includes(holder.assistanceRequest.state) && holder.services.length > 0;
  return confirmed && !standing(holder);
}
