import { useEffect, useState } from 'react';
import { useSettled } from '../../ui/use_settled.ts';
import { useIsHere } from './use_is_here.ts';

/**
 * What is typed into the search of a screen, which searches for `text`: `onText` is told once nothing more is typed,
 * unless the screen at `to` was left meanwhile.
 */
export function useTypedSearch(to: string, text: string, onText: (text: string) => void) {
  const [typed, setTyped] = useState(text);
  // Somebody emptied the filters, or went back.
  useEffect(() => setTyped(text), [text]);
  const settled = useSettled(typed);
  const isHere = useIsHere(to);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed since is news
  useEffect(() => {
    if (settled === typed && settled !== text && isHere()) onText(settled);
  }, [settled]);
  return [typed, setTyped] as const;
}
