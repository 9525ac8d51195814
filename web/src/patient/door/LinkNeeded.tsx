import { useEffect } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { keepPlace } from '../../session/draft.ts';
import { Note } from '../journey/Note.tsx';
import { texts } from './texts.ts';

/** Says that a page needs the link, and is not reached without it. */
export function LinkNeeded() {
  const t = useTexts(texts).needed;
  // Who opens the same link again goes on here.
  useEffect(keepPlace, []);
  return <Note title={t.title} words={t.words} />;
}
