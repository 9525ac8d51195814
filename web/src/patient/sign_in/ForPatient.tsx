import type { ReactNode } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useViewer, type Viewer } from '../../session/viewer.ts';
import { Unavailable } from '../shell/Unavailable.tsx';
import { signInPath } from './routes.ts';

/** A patient who signed in with a password. */
type SignedInPatient = Extract<Viewer, { __typename: 'Patient' }>;

/** Shows a screen to a patient; who is not signed in as one does so first, and comes back. */
export function ForPatient({ children }: { children: (patient: SignedInPatient) => ReactNode }) {
  const [here] = useLocation();
  const { viewer, error, again } = useViewer();
  if (viewer?.__typename === 'Patient') return children(viewer);
  if (viewer !== undefined) return <Redirect replace to={signInPath(here)} />;
  return <Unavailable again={again} error={error} />;
}
