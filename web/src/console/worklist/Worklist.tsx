import { useTexts } from '../../i18n/texts.ts';
import { texts } from './texts.ts';

/** All requests, by filters. */
export function Worklist() {
  const t = useTexts(texts);
  return <h1>{t.title}</h1>;
}
