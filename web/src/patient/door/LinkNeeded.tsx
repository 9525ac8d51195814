import { useEffect } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { keepPlace } from '../../session/draft.ts';
import { useSession } from '../../session/session.tsx';
import { Note } from '../journey/Note.tsx';
import { texts } from './texts.ts';

/** Says that a page needs the link, and is not reached without it; or no longer, where it was open. */
export function LinkNeeded() {
  const t = useTexts(texts);
  const { isLost } = useSession();
  // Who opens the same link again goes on here.
  useEffect(keepPlace, []);
  const { title, words } = isLost ? t.closed : t.needed;
  return <Note title={title} words={words} />;
}
