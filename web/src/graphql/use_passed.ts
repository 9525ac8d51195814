import { useEffect, useState } from 'react';
import { serverNow } from './clock.ts';

/** Whether an instant has passed by the server's time; the component renders again when it does. */
export function usePassed(instant: string): boolean {
  const [passed, setPassed] = useState(() => Date.parse(instant) <= serverNow());
  useEffect(() => {
    const left = Date.parse(instant) - serverNow();
    setPassed(left <= 0);
    const timer = setTimeout(() => setPassed(true), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [instant]);
  return passed;
}
