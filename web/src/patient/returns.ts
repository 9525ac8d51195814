import { useEffect, useRef } from 'react';

/** Calls, with what the component last rendered, when the page is seen again, or at this event of the window. */
function useReturn(event: 'focus' | 'online', call: (() => void) | undefined) {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  });
  useEffect(() => {
    const hear = () => document.visibilityState === 'visible' && latest.current?.();
    document.addEventListener('visibilitychange', hear);
    window.addEventListener(event, hear);
    return () => {
      document.removeEventListener('visibilitychange', hear);
      window.removeEventListener(event, hear);
    };
  }, [event]);
}

/** Calls when the page is looked at again: another device, or the clinic, may have changed something meanwhile. */
export function useComingBack(look: (() => void) | undefined) {
  useReturn('focus', look);
}

/** Calls when there may be a connection again; left out where nothing failed for want of one. */
export function useBackOnline(again: (() => void) | undefined) {
  useReturn('online', again);
}
