import type { CombinedError } from '@urql/core';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { useBackOnline } from '../returns.ts';
import { Loading } from './Loading.tsx';
import { ReachClinic } from './ReachClinic.tsx';
import { texts } from './texts.ts';

/** Stands in the place of what is not read yet: that it is on its way, or why it did not come. */
export function Unavailable({ error, again }: { error: CombinedError | undefined; again: () => void }) {
  const t = useTexts(texts);
  const wordsOf = useErrorWords();
  useBackOnline(error?.networkError ? again : undefined);
  if (!error) return <Loading />;
  return (
    <EmptyState title={wordsOf(error).join(' ')}>
      <Button onClick={again}>{t.again}</Button>
      <ReachClinic />
    </EmptyState>
  );
}
