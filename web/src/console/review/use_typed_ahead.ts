import { type RefObject, useEffect, useMemo, useRef } from 'react';

/** What stands in the search, and whether Enter was pressed after it. */
export interface Typed {
  text: string;
  isEntered: boolean;
}

/**
 * Keeps what is typed between a confirmation and the next request: until that one's search is there, letters would
 * go into the old one, or be taken for shortcuts.
 */
export function useTypedAhead(input: RefObject<HTMLInputElement | null>) {
  const typed = useRef<Typed>(undefined);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (typed.current === undefined) return;
      // Whoever went elsewhere types there.
      if (![document.body, input.current].includes(document.activeElement as HTMLInputElement)) return;
      const next = pressed(typed.current, event);
      if (!next) return;
      typed.current = next;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('keydown', press, true);
    return () => removeEventListener('keydown', press, true);
  }, [input]);
  return useMemo(
    () => ({
      /** From now on what is typed is meant for the next request, after this. */
      begin: (before: Typed) => {
        typed.current = before;
      },
      /** What was typed for the request that is there now. */
      take: (): Typed => {
        const taken = typed.current ?? { text: '', isEntered: false };
        typed.current = undefined;
        return taken;
      },
    }),
    [],
  );
}

/** What stands in the search after a key; undefined where the key is none of its. */
function pressed({ text, isEntered }: Typed, event: KeyboardEvent): Typed | undefined {
  const { key, ctrlKey, metaKey, altKey } = event;
  const isCommand = ctrlKey || metaKey || altKey;
  // Nobody confirms a request that they have not seen.
  if (key === 'Enter') return { text, isEntered: isCommand ? isEntered : text.trim() !== '' };
  if (isCommand) return undefined;
  if (key === 'Escape') return { text, isEntered: false };
  if (key === 'Backspace') return { text: text.slice(0, -1), isEntered: false };
  return key.length === 1 ? { text: text + key, isEntered: false } : undefined;
}
