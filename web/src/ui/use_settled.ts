import { useEffect, useState } from 'react';

/** How long to wait for the next letter. */
const PAUSE = 200;

/** What is typed, once nothing more is typed: a search does not ask for every letter. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
