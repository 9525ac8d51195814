import { type Dictionary, useTexts } from '../i18n/texts.ts';

const es = { loading: 'Cargando…' };
const en: typeof es = { loading: 'Loading…' };
const texts: Dictionary<typeof es> = { es, en };

/** Stands on the page until there is something to show; the pages themselves begin with the same line. */
export function Starting() {
  const t = useTexts(texts);
  return <p className="starting">{t.loading}</p>;
}
