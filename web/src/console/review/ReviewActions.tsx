import { useTexts } from '../../i18n/texts.ts';
import { Menu } from '../../ui/console/Menu.tsx';
import { ChevronIcon } from '../../ui/icons.tsx';
import type { Action } from '../request/actions.ts';
import { texts } from './texts.ts';

/** What else can be done with the request that is open. */
export function ReviewActions({ state, act }: { state: string; act: (action: Action) => void }) {
  const t = useTexts(texts);
  const isClosed = ['BOOKED', 'RESOLVED', 'VOIDED'].includes(state);
  const isReviewable = state === 'PENDING_REVIEW' || state === 'NEEDS_ATTENTION';
  const actions: Action[] = [
    ...(isReviewable ? (['foto'] as const) : []),
    'contacto',
    ...(isClosed ? [] : (['turno', 'resolver', 'baja'] as const)),
    ...(state === 'PENDING_REVIEW' || state === 'BOOKED' ? [] : (['reabrir'] as const)),
  ];
  return (
    <Menu
      items={actions.map((action) => ({ id: action, label: t.actions[action] }))}
      label={
        <>
          {t.more}
          <ChevronIcon />
        </>
      }
      onAction={(key) => act(key as Action)}
    />
  );
}
