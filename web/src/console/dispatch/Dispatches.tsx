import { useTexts } from '../../i18n/texts.ts';
import { texts } from './texts.ts';

/** What waits out its delay. */
export function Dispatches() {
  const t = useTexts(texts);
  return <h1>{t.title}</h1>;
}
