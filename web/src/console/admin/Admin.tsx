import { useTexts } from '../../i18n/texts.ts';
import { texts } from './texts.ts';

/** What administrators set. */
export function Admin() {
  const t = useTexts(texts);
  return <h1>{t.title}</h1>;
}
