import { useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { keepDraft, readDraft } from '../../session/draft.ts';
import type { Place } from './list.ts';
import { worklistRoute } from './route.tsx';

/**
 * Where somebody was in the grid at this step of the tab's history: who comes back to it, or reloads, goes on there.
 * `keep` notes where they are now; it is stored when they leave.
 */
export function usePlace() {
  const step = useRouterState({
    // While another screen is on its way, the step is already its own.
    select: ({ location }) =>
      location.pathname.endsWith(worklistRoute.to) ? location.state.__TSR_key : undefined,
  });
  const place = useMemo<Place | undefined>(
    () => (step === undefined ? undefined : readDraft(draftOf(step))),
    [step],
  );
  const now = useRef<{ step?: string | undefined; place?: Place }>({});
  useEffect(() => {
    if (step !== undefined) now.current.step = step;
  }, [step]);
  useEffect(() => {
    const store = () => {
      const { step, place } = now.current;
      if (step !== undefined && place) keepDraft(draftOf(step), place);
    };
    addEventListener('pagehide', store);
    return () => {
      removeEventListener('pagehide', store);
      store();
    };
  }, []);
  const keep = useRef((place: Place) => {
    now.current.place = place;
  });
  return { place, keep: keep.current };
}

function draftOf(step: string) {
  return `worklist.${step}`;
}
