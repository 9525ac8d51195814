let ahead = 0;

/** Learns the server's time from an answer: what counts down must not depend on this machine's clock. */
export function hearServerTime(response: Response) {
  const told = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(told)) ahead = told - Date.now();
}

/** The server's time in milliseconds, to the second. */
export function serverNow(): number {
  return Date.now() + ahead;
}
