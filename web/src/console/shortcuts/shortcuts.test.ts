// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { shortcutOf } from './shortcuts.ts';

function press(key: string, on: Element = document.body, modifiers: Partial<KeyboardEventInit> = {}) {
  let shortcut: string | undefined;
  const listen = (event: KeyboardEvent) => {
    shortcut = shortcutOf(event);
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
    '<div role="listbox"><div role="option" data-here></div></div>',
    '<p data-here></p><div role="dialog"></div>',
    '<p data-here></p><div role="menu"></div>',
  ])('is inert in %s', (markup) => {
    expect(press('j', inside(markup))).toBeUndefined();
  });

  it('does once what a held key means, but goes on from row to row', () => {
    const here = inside('<p data-here></p>');
    expect(press('z', here, { repeat: true })).toBeUndefined();
    expect(press('j', here, { repeat: true })).toBe('j');
  });

  it('works on a focused link, button or box to tick', () => {
    expect(press('j', inside('<input type="checkbox" data-here>'))).toBe('j');
    expect(press('j', inside('<a href="/" data-here></a>'))).toBe('j');
    expect(press('z', inside('<button data-here></button>'))).toBe('z');
  });
});
