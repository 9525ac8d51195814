import { useTexts } from '../../i18n/texts.ts';
import { texts } from './texts.ts';

/** Whom to look up. */
export function Patients() {
  const t = useTexts(texts);
  return <h1>{t.title}</h1>;
}
