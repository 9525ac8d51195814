import type { ReactNode } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useViewer, type Viewer } from '../../session/viewer.ts';
import { EmptyState } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { signInPath } from './routes.ts';
import { texts } from './texts.ts';

/** A patient who signed in with a password. */
export type SignedInPatient = Extract<Viewer, { __typename: 'Patient' }>;

/** Shows a screen to a patient; who is not signed in as one does so first, and comes back. */
export function ForPatient({ children }: { children: (patient: SignedInPatient) => ReactNode }) {
  const t = useTexts(texts);
  const wordsOf = useErrorWords();
  const [here] = useLocation();
  const { viewer, error, again } = useViewer();
  if (viewer?.__typename === 'Patient') return children(viewer);
  if (viewer !== undefined) return <Redirect replace to={signInPath(here)} />;
  if (!error) return null;
  return (
    <EmptyState title={wordsOf(error).join(' ')}>
      <Button onClick={again}>{t.again}</Button>
    </EmptyState>
  );
}
