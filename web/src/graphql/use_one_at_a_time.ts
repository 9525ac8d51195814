import { useCallback, useRef } from 'react';

/**
 * Returns a function that does something unless something is under way already: a double click is one. State would not
 * do, for the second click comes before the next render.
 */
export function useOneAtATime() {
  const isUnderWay = useRef(false);
  return useCallback(async <Done>(run: () => Promise<Done>): Promise<Done | undefined> => {
    if (isUnderWay.current) return undefined;
    isUnderWay.current = true;
    try {
      return await run();
    } finally {
      isUnderWay.current = false;
    }
  }, []);
}
