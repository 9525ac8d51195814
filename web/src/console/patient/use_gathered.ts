import { useCallback, useEffect, useRef } from 'react';

/** How long what happens is gathered, in milliseconds. */
const GATHERED = 500;

/** Does once what is wanted several times within a moment, soon after the first. */
export function useGathered(act: () => void): () => void {
  const latest = useRef(act);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = act;
  });
  const forget = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
  }, []);
  useEffect(() => forget, [forget]);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      forget();
      latest.current();
    }, GATHERED);
  }, [forget]);
}
