import { useEffect, useRef, useSyncExternalStore } from 'react';

/** The keys that work on a list. */
export type Shortcut = 'j' | 'k' | 'r' | 't' | 'c' | 'z' | 'g' | '/' | '?';

const SHORTCUTS: readonly string[] = ['j', 'k', 'r', 't', 'c', 'z', 'g', '/', '?'] satisfies Shortcut[];
const KEY = 'asistencia.shortcuts';
/** Where keys mean something of their own; not where a letter means nothing, such as a box that one ticked a moment ago. */
const TYPING =
  'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="listbox"]';
/** What lies over the list while it is open, wherever the focus is. */
const OVER = '[role="dialog"], [role="alertdialog"], [role="menu"]';
/** The keys that go on while they are held. */
const HELD: readonly string[] = ['j', 'k'] satisfies Shortcut[];

const listeners = new Set<() => void>();
let enabled = kept();

function kept() {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

/** Switches the keys on or off, and keeps the choice in this browser. */
export function enableShortcuts(on: boolean) {
  enabled = on;
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  for (const listener of listeners) listener();
}

/** Whether the keys are on. */
export function useShortcutsEnabled(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => enabled,
  );
}

/** The shortcut that a key press means: none with a modifier, none while somebody types or something is open. */
export function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.target instanceof Element && event.target.closest(TYPING)) return undefined;
  if (document.querySelector(OVER)) return undefined;
  const key = event.key.toLowerCase();
  if (event.repeat && !HELD.includes(key)) return undefined;
  return SHORTCUTS.includes(key) ? (key as Shortcut) : undefined;
}

/** Does these things at their keys, as long as the component is shown and the keys are on. */
export function useShortcuts(actions: Partial<Record<Shortcut, () => void>>) {
  const on = useShortcutsEnabled();
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      const action = shortcut && latest.current[shortcut];
      if (!action) return;
      // The key must not be typed into what the action focuses.
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);
}
