import { useEffect, useRef } from 'react';

/** Calls when the page is looked at again: another device, or the clinic, may have changed something meanwhile. */
export function useComingBack(look: (() => void) | undefined) {
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
  });
  useEffect(() => {
    const come = () => document.visibilityState === 'visible' && latest.current?.();
    document.addEventListener('visibilitychange', come);
    window.addEventListener('focus', come);
    return () => {
      document.removeEventListener('visibilitychange', come);
      window.removeEventListener('focus', come);
    };
  }, []);
}
