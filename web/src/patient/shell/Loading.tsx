import { useTexts } from '../../i18n/texts.ts';
import { texts } from './texts.ts';

/** Stands in the place of what is on its way. What is below waits with it (see Shell.module.css). */
export function Loading() {
  const t = useTexts(texts);
  return (
    <p data-loading role="status">
      {t.loading}
    </p>
  );
}
