import { useEffect, useRef } from 'react';
import type { Reviewed } from './changes.ts';

/**
 * Tells what one does oneself from what colleagues do: a change that comes while a dialog of one's own is open, or as
 * it closes, is accepted; when it took the request out of the review, that is finished.
 */
export function useOwnAction(
  isActing: boolean,
  now: Reviewed & { isReviewable: boolean },
  told: { onAccept: () => void; onFinished: () => void },
) {
  const began = useRef<{ isReviewable: boolean }>(null);
  const { version, isReviewable } = now;
  const latest = useRef(told);
  useEffect(() => {
    latest.current = told;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each version anew
  useEffect(() => {
    if (isActing) began.current ??= { isReviewable };
    if (!began.current) return;
    latest.current.onAccept();
    if (isActing) return;
    if (began.current.isReviewable && !isReviewable) latest.current.onFinished();
    began.current = null;
  }, [isActing, version, isReviewable]);
}
