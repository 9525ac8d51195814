/** What of a request makes a difference to who reviews it. */
export interface Reviewed {
  version: number;
  state: string;
  attentionReason: string | null;
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

/** Whether it is confirmed for these services. */
export function isConfirmedFor({ state, services }: Reviewed, serviceIds: readonly string[] | undefined) {
  return ['DISPATCH_PLANNED', 'DISPATCHED'].includes(state) && idsOf(services) === serviceIds?.join(' ');
}

function idsOf(services: Reviewed['services']) {
  return services.map(({ id }) => id).join(' ');
}
