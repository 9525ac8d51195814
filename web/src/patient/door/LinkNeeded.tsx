import { useEffect } from 'react';
import { type Dictionary, useTexts } from '../../i18n/texts.ts';
import { keepPlace } from '../../session/draft.ts';
import { Note } from '../journey/Note.tsx';

const es = {
  title: 'Abrí tu enlace de nuevo',
  words:
    'Para cuidar tus datos, esta página se abre desde el enlace que te mandamos. Buscá el último mensaje y tocá su enlace. Si ya no sirve, respondé ese mensaje y te ayudamos.',
};

const en: typeof es = {
  title: 'Open your link again',
  words:
    'To protect your data, this page opens from the link that we sent you. Find the latest message and tap its link. If that no longer works, answer the message and we will help you.',
};
const texts: Dictionary<typeof es> = { es, en };

/** Says that a page needs the link, and is not reached without it. */
export function LinkNeeded() {
  const t = useTexts(texts);
  // Who opens the same link again goes on here.
  useEffect(keepPlace, []);
  return <Note title={t.title} words={t.words} />;
}
