import { useTexts } from '../i18n/texts.ts';
import { useViewer } from '../session/viewer.ts';
import { texts } from './shell/texts.ts';

/** Where each of those who come here is at home: where everything of theirs is. */
const HOMES = { Journey: '/reservar', CarePlanJourney: '/tratamiento', Patient: '/ordenes' };

/** The way home of who is here, and what it is called; undefined where nobody is whose it would be. */
export function useHome() {
  return useHomeOf(useViewer().viewer?.__typename);
}

/** The way home of one of these. */
export function useHomeOf(who: string | undefined) {
  const { homes } = useTexts(texts);
  if (!who || !(who in HOMES)) return undefined;
  const kind = who as keyof typeof HOMES;
  return { href: HOMES[kind], words: homes[kind], isHolder: kind !== 'Patient' };
}
