import { useDraft } from '../../session/use_draft.ts';

/** The confirmation that was made last in this tab. */
export interface LastDispatch {
  id: string;
  dueAt: string;
}

const NONE: LastDispatch | null = null;

/** The confirmation that was made last in this tab, which one key takes back. */
export function useLastDispatch() {
  return useDraft<LastDispatch | null>('last-dispatch', NONE);
}
