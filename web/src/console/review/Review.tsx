import { useTexts } from '../../i18n/texts.ts';
import { texts } from './texts.ts';

/** The queue of orders, and the one that is looked at. */
export function Review() {
  const t = useTexts(texts);
  return <h1>{t.title}</h1>;
}
