const KEY = 'asistencia.session-changed';

/** Tells the other tabs of this browser that somebody signed in or out: they share the cookie. */
export function tellSessionChange() {
  try {
    localStorage.setItem(KEY, String(Date.now()));
  } catch {
    // Storage may be switched off: the other tabs ask when they are looked at.
  }
}

/** Calls when somebody may have signed in or out in another tab; returns what ends it. */
export function onSessionChange(call: () => void): () => void {
  const hear = ({ key }: StorageEvent) => key === KEY && call();
  const look = () => document.visibilityState === 'visible' && call();
  window.addEventListener('storage', hear);
  document.addEventListener('visibilitychange', look);
  return () => {
    window.removeEventListener('storage', hear);
    document.removeEventListener('visibilitychange', look);
  };
}
