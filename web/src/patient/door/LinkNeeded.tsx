import { useEffect } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { keepPlace } from '../../session/draft.ts';
import { useSession } from '../../session/session.tsx';
import { useViewer } from '../../session/viewer.ts';
import { Note } from '../journey/Note.tsx';
import { later } from '../screen.ts';
import { texts } from './needed_texts.ts';
import { openedBy } from './opened.ts';

const LockedDoor = later(() => import('./Door.tsx').then(({ LockedDoor }) => LockedDoor));

/**
 * Says that a page needs the link, and is not reached without it. Where it was open and is closed now, its link says
 * why; where the page does not know its link any more, it can only be guessed.
 */
export function LinkNeeded() {
  const t = useTexts(texts);
  const { isLost } = useSession();
  const { viewer } = useViewer();
  // Who opens the same link again goes on here.
  useEffect(keepPlace, []);
  const token = openedBy();
  if (isLost && viewer === null && token) return <LockedDoor token={token} wasOpen />;
  const { title, words } = isLost ? t.closed : t.needed;
  return <Note title={title} words={words} />;
}
