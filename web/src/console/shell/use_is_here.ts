import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

/**
 * Asks whether the address is still the one of a screen. It moves on at once, the screen only when the next one is
 * there; until then nothing that the old one still does may call back whoever has left it.
 */
export function useIsHere(to: string): () => boolean {
  const { history } = useRouter();
  return useCallback(() => history.location.pathname.endsWith(to), [history, to]);
}
