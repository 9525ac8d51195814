import { type RefObject, useEffect, useMemo, useRef } from 'react';

/**
 * Keeps what is typed between a confirmation and the next request: until that one's search is there, letters would
 * go into the old one, or be taken for shortcuts.
 */
export function useTypedAhead(input: RefObject<HTMLInputElement | null>) {
  const typed = useRef<string>(undefined);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      if (typed.current === undefined || ctrlKey || metaKey || altKey) return;
      // Whoever went elsewhere types there.
      if (![document.body, input.current].includes(document.activeElement as HTMLInputElement)) return;
      if (key === 'Backspace') typed.current = typed.current.slice(0, -1);
      else if (key.length === 1) typed.current += key;
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('keydown', press, true);
    return () => removeEventListener('keydown', press, true);
  }, [input]);
  return useMemo(
    () => ({
      /** From now on what is typed is meant for the next request, after this text. */
      begin: (text: string) => {
        typed.current = text;
      },
      /** What was typed for the request that is there now. */
      take: () => {
        const text = typed.current ?? '';
        typed.current = undefined;
        return text;
      },
    }),
    [],
  );
}
