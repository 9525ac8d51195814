import { useMemo } from 'react';

/** A key for making something: the same input sent twice makes one, another input another one. */
export function useIdempotencyKey(input: unknown): string {
  const told = JSON.stringify(input);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another input is another thing to make
  return useMemo(newKey, [told]);
}

/** Random, also where the page came over plain HTTP and `crypto.randomUUID` is missing. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
