import type { CombinedError } from '@urql/core';
import type { ReactNode } from 'react';
import { useErrorWords } from '../../../graphql/problems.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Badge, Banner } from '../../../ui/Notice.tsx';
import styles from './parts.module.css';
import { texts } from './texts.ts';

/** A screen of the administration: what it is for, and what can be done on it. */
export function Screen(props: { title: string; intro?: string; action?: ReactNode; children: ReactNode }) {
  const { title, intro, action, children } = props;
  return (
    <section className={styles.screen}>
      <header className={styles.top}>
        <h1>{title}</h1>
        {action}
        {intro && <p className={styles.intro}>{intro}</p>}
      </header>
      {children}
    </section>
  );
}

/** What a query has brought; until then, that it is on its way or why it is not. */
export function Loaded<Data>(props: {
  query: { data?: Data | undefined; error?: CombinedError | undefined };
  again: () => void;
  children: (data: Data) => ReactNode;
}) {
  const { query, again, children } = props;
  const t = useTexts(texts);
  const words = useErrorWords();
  return (
    <>
      {query.error && (
        <Banner tone="danger" urgent>
          {words(query.error).join(' ')}
          <Button onPress={again}>{t.tryAgain}</Button>
        </Banner>
      )}
      {query.data && children(query.data)}
      {!query.data && !query.error && <p role="status">{t.loading}</p>}
    </>
  );
}

/** Says that something is out of use, where it is. */
export function Archived({ since }: { since: string | null }) {
  const t = useTexts(texts);
  return since === null ? null : <Badge tone="warning">{t.archived}</Badge>;
}
