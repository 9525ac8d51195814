import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/Notice.tsx';
import { texts } from './texts.ts';
import { useTitle } from './use_title.ts';

/** What an address shows that nothing is at. */
export function NotFound() {
  const t = useTexts(texts);
  useTitle(t.notFound);
  return (
    <main id="content" tabIndex={-1}>
      <EmptyState isPage title={t.notFound}>
        <Link to="/">{t.goBack}</Link>
      </EmptyState>
    </main>
  );
}
