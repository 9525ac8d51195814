import { useEffect } from 'react';

/** Has the browser ask before the page is closed or loaded again, while something would be lost by it. */
export function useLeaveWarning(wouldLose: () => boolean) {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (wouldLose()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [wouldLose]);
}
