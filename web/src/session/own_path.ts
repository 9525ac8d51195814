/**
 * The address to return to after signing in, if it is one below this path of ours: what stands in a link may have
 * been put there by anybody.
 */
export function ownPath(address: unknown, below: string): string | undefined {
  if (typeof address !== 'string' || !address.startsWith(below)) return undefined;
  const url = new URL(address, 'https://own.invalid');
  const own = url.origin === 'https://own.invalid' && url.pathname.startsWith(below);
  return own ? url.pathname + url.search + url.hash : undefined;
}
