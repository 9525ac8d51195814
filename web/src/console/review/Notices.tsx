import type { Ref } from 'react';
import { readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { reasonWords } from '../words/reasons.ts';
import { requestWords } from '../words/requests.ts';
import type { Change } from './changes.ts';
import styles from './Request.module.css';
import { LiveRequestFragment, type OpenRequest } from './request.ts';
import { texts } from './texts.ts';
import type { ClaimOf } from './use_claim.ts';

/** What has to be told about the request before anything is done with it. */
interface NoticesProps {
  request: OpenRequest;
  /** What changed while it was open. */
  changes: readonly Change[];
  onAccept: () => void;
  /** Whether one of the changes is that a colleague confirmed it. */
  isTaken: boolean;
  /** On to the next request. */
  onNext: () => void;
  /** The button that goes on from what changed. */
  wayOn: Ref<HTMLButtonElement>;
  /** The colleague who is on it. */
  other: ClaimOf | null;
  onTakeOver: () => void;
}

/** Where the request stands, who else is on it, and what changed meanwhile. */
export function Notices(props: NoticesProps) {
  const { request, changes, onAccept, isTaken, onNext, wayOn, other, onTakeOver } = props;
  const t = useTexts(texts);
  const words = useTexts(requestWords);
  const reasons = useTexts(reasonWords);
  const { time, dateTime } = useFormat();
  const { state, attentionReason, dispatch, services } = readFragment(LiveRequestFragment, request);
  const names = services.map(({ name }) => name).join(', ');
  const stands = {
    DISPATCH_PLANNED: dispatch && t.planned(time(dispatch.dueAt)),
    DISPATCHED: dispatch && t.dispatched(dateTime(dispatch.notification.sentAt ?? dispatch.dueAt)),
  }[state as string];

  const tell: Record<Change, string> = {
    state: t.changed.state(words.state[state]),
    attention: t.changed.attention,
    services: names === '' ? t.changed.noServices : t.changed.services(names),
    pages: t.changed.pages,
    contacts: t.changed.contacts,
    replies: t.changed.replies,
    other: t.changed.other,
  };
  return (
    <div className={styles.notices}>
      {attentionReason !== null && (
        <Banner tone="warning">{t.attention(reasons[attentionReason] ?? attentionReason)}</Banner>
      )}
      {state !== 'PENDING_REVIEW' && state !== 'NEEDS_ATTENTION' && (
        <Banner>{stands ?? words.state[state]}</Banner>
      )}
      {other && (
        <Banner tone="warning">
          {t.claimed(other.by.name, time(other.expiresAt))}
          <Button onPress={onTakeOver}>{t.takeOver}</Button>
        </Banner>
      )}
      {changes.length > 0 && (
        <Banner tone="accent" urgent>
          <div>
            <strong>{isTaken ? t.taken(dispatch?.confirmedBy?.name ?? t.colleague) : t.changed.title}</strong>
            <ul className={styles.changes}>
              {changes.map((change) => (
                <li key={change}>{tell[change]}</li>
              ))}
            </ul>
          </div>
          {isTaken ? (
            <>
              <Button onPress={onNext} ref={wayOn} variant="primary">
                {t.nextRequest}
              </Button>
              {dispatch?.canAmend && <Button onPress={onAccept}>{t.amendAnyway}</Button>}
            </>
          ) : (
            <Button onPress={onAccept} ref={wayOn}>
              {t.changed.accept}
            </Button>
          )}
        </Banner>
      )}
    </div>
  );
}
