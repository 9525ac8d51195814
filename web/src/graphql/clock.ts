/** More than this, and one of the two clocks was set. */
const SET = 2_000;

let ahead: number | undefined;

/** Learns the server's time from an answer: what counts down must not depend on this machine's clock. */
export function hearServerTime(response: Response) {
  const told = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(told)) return;
  // The header leaves out the part of a second, and the answer took a while: of many, the latest is the nearest.
  const seen = told - Date.now();
  ahead = ahead === undefined || Math.abs(seen - ahead) > SET ? seen : Math.max(ahead, seen);
}

/** The server's time in milliseconds, to the second. */
export function serverNow(): number {
  return Date.now() + (ahead ?? 0);
}
