/** The instant at which a clock in this zone shows a day (2026-11-23) and so many minutes after midnight. */
export function instantOf(day: string, minute: number, timeZone: string): string {
  const asUtc = Date.parse(`${day}T00:00:00Z`) + minute * 60_000;
  // Once more with the offset found first: around a change of the clock the first is another day's.
  const first = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(first, timeZone)).toISOString();
}

/** By how much a zone's clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${shown.format(instant).replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000;
}
