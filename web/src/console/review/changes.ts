/** What of a request makes a difference to who reviews it. */
export interface Reviewed {
  version: number;
  state: string;
  attentionReason: string | null;
  /** Whose confirmation is in force, by opaque id. */
  confirmedBy: string | null;
  services: readonly { id: string; name: string }[];
  pages: number;
  contacts: number;
  replies: number;
}

/** What is different now. */
export type Change = 'state' | 'attention' | 'services' | 'pages' | 'contacts' | 'replies' | 'other';

/** What changed between the request as it was opened and as it is; nothing where the version is the same. */
export function changesBetween(seen: Reviewed, now: Reviewed): Change[] {
  if (seen.version === now.version) return [];
  const changes: Change[] = [];
  if (seen.state !== now.state) changes.push('state');
  if (seen.attentionReason !== now.attentionReason) changes.push('attention');
  if (idsOf(seen.services) !== idsOf(now.services)) changes.push('services');
  for (const count of ['pages', 'contacts', 'replies'] as const) {
    if (now[count] > seen[count]) changes.push(count);
  }
  return changes.length > 0 ? changes : ['other'];
}

/** Whether somebody's confirmation is in force. */
function isConfirmed({ state }: Reviewed): boolean {
  return state === 'DISPATCH_PLANNED' || state === 'DISPATCHED';
}

/** Whether the confirmation in force is this person's, for these services: the answer to it was lost, or is late. */
export function isOwnConfirmation(now: Reviewed, me: string, serviceIds: readonly string[]): boolean {
  return isConfirmed(now) && now.confirmedBy === me && idsOf(now.services) === serviceIds.join(' ');
}

/** Whether a colleague confirmed it since it was opened. */
export function isConfirmedByAnother(seen: Reviewed, now: Reviewed, me: string): boolean {
  return isConfirmed(now) && !isConfirmed(seen) && now.confirmedBy !== me;
}

function idsOf(services: Reviewed['services']) {
  return services.map(({ id }) => id).join(' ');
}
