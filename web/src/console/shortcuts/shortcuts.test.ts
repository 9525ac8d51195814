// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { shortcutOf } from './shortcuts.ts';

function press(key: string, on: Element = document.body, modifiers: Partial<KeyboardEventInit> = {}) {
  let shortcut: string | undefined;
  const listen = (event: Event) => {
    shortcut = shortcutOf(event as KeyboardEvent);
  };
  document.addEventListener('keydown', listen, { once: true });
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...modifiers }));
  return shortcut;
}

function inside(markup: string) {
  document.body.innerHTML = markup;
  return document.querySelector('[data-here]') as Element;
}

describe('shortcutOf', () => {
  it('knows the keys, whether Caps Lock is on or not', () => {
    expect(press('j')).toBe('j');
    expect(press('J')).toBe('j');
    expect(press('/')).toBe('/');
    expect(press('?', document.body, { shiftKey: true })).toBe('?');
    expect(press('x')).toBeUndefined();
  });

  it("leaves the browser's own combinations alone", () => {
    expect(press('r', document.body, { ctrlKey: true })).toBeUndefined();
    expect(press('c', document.body, { metaKey: true })).toBeUndefined();
  });

  it.each([
    '<input data-here>',
    '<textarea data-here></textarea>',
    '<select data-here></select>',
    '<div contenteditable="true"><b data-here></b></div>',
    '<div role="dialog"><button data-here></button></div>',
    '<div role="menu"><div role="menuitem" data-here></div></div>',
  ])('is inert in %s', (markup) => {
    expect(press('j', inside(markup))).toBeUndefined();
  });

  it('works on a focused link or button', () => {
    expect(press('j', inside('<a href="/" data-here></a>'))).toBe('j');
    expect(press('z', inside('<button data-here></button>'))).toBe('z');
  });
});
