import { useEffect } from 'react';
import { useClinic } from '../../session/clinic.tsx';

/** What a screen is called in the browser's tab. It must name nobody: tabs are seen, and stay in the history. */
export function useTitle(screen: string) {
  const { name } = useClinic();
  useEffect(() => {
    document.title = `${screen} · ${name}`;
  }, [screen, name]);
}
