import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { EmptyState } from '../../ui/Notice.tsx';
import { loadAnew, PartMissing } from '../../ui/part.ts';
import { texts } from './texts.ts';
import { useTitle } from './use_title.ts';

/** Stands in the place of a screen that failed or did not come; the sections are still there. */
export function Failure({ error }: ErrorComponentProps) {
  const t = useTexts(texts);
  const title = error instanceof PartMissing ? t.missing : t.failed;
  useTitle(title);
  return (
    <div role="alert">
      <EmptyState isPage title={title}>
        <p>{t.failedWhat}</p>
        <Button onPress={() => void loadAnew()}>{t.tryAgain}</Button>
        {/* Not by the router: what failed may be in its memory. */}
        <a href="/consola">{t.goBack}</a>
      </EmptyState>
    </div>
  );
}
