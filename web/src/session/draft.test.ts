import { beforeEach, expect, it, vi } from 'vitest';
import { forgetDrafts, keepDraft, readDraft, takeUpDrafts } from './draft.ts';

beforeEach(() => {
  // As a browser has it: what is kept are its own properties.
  const storage = Object.create({
    getItem: (key: string) => storage[key] ?? null,
    setItem: (key: string, value: string) => {
      storage[key] = value;
    },
    removeItem: (key: string) => {
      delete storage[key];
    },
  });
  vi.stubGlobal('sessionStorage', storage);
});

it('keeps drafts for who comes back, and forgets them when somebody else comes', () => {
  expect(takeUpDrafts('lucia')).toBe(false);
  keepDraft('contact.1', 'La llamé');
  expect(takeUpDrafts('lucia')).toBe(false);
  expect(readDraft('contact.1')).toBe('La llamé');
  expect(takeUpDrafts('martin')).toBe(true);
  expect(readDraft('contact.1')).toBeUndefined();
});

it('takes nobody for somebody else after signing out', () => {
  takeUpDrafts('lucia');
  keepDraft('contact.1', 'La llamé');
  forgetDrafts();
  expect(readDraft('contact.1')).toBeUndefined();
  expect(takeUpDrafts('martin')).toBe(false);
});
