import { useCallback, useRef } from 'react';

/**
 * Returns a function that gives the idempotency key of what is about to be sent: the same for the same content, so
 * that trying again after an answer was lost does nothing twice. Where the same may be wanted once more, the content
 * says after what.
 */
export function useIdempotencyKey() {
  const last = useRef<{ content: string; key: string }>(null);
  return useCallback((content: unknown) => {
    const text = JSON.stringify(content);
    if (last.current?.content !== text) last.current = { content: text, key: newKey() };
    return last.current.key;
  }, []);
}

/** A key that nothing else has: 128 bits by chance. `crypto.randomUUID` is only there over HTTPS, and some clinics' networks have none. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
