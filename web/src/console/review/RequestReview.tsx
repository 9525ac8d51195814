import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDraft } from '../../session/use_draft.ts';
import { Button } from '../../ui/console/Button.tsx';
import { RequestAction } from '../request/RequestAction.tsx';
import { OrderFragment, OrderViewer } from '../viewer/OrderViewer.tsx';
import { changesBetween, isConfirmedByAnother, isOwnConfirmation } from './changes.ts';
import { History } from './History.tsx';
import { Notices } from './Notices.tsx';
import { PatientCard } from './PatientCard.tsx';
import { PickedServices } from './PickedServices.tsx';
import styles from './Request.module.css';
import type { RequestPaneProps } from './RequestPane.tsx';
import { ReviewActions } from './ReviewActions.tsx';
import { LiveRequestFragment, type OpenRequest, type PickedService, reviewed } from './request.ts';
import { ServicePicker } from './ServicePicker.tsx';
import { texts } from './texts.ts';
import { useClaim } from './use_claim.ts';
import { useConfirm } from './use_confirm.ts';
import { useOwnAction } from './use_own_action.ts';
import type { Typed } from './use_typed_ahead.ts';

/** What an operator has begun: it outlives refusals, reloads and lost sessions. */
interface Draft {
  services: readonly PickedService[];
  text: string;
}

/** What is given of a request that was read. */
interface RequestReviewProps extends RequestPaneProps {
  request: OpenRequest;
  again: () => void;
}

/** The review of one request: the patient, the order, and the services that it asks for. */
export function RequestReview(props: RequestReviewProps) {
  const { request, me, inputRef, action, onAction, onConfirmed, onFinished, onReady, onLeave, again } = props;
  const t = useTexts(texts);
  const live = readFragment(LiveRequestFragment, request);
  const order = readFragment(OrderFragment, request.order);
  const canAmend = live.state === 'DISPATCH_PLANNED' && live.dispatch?.canAmend === true;
  const isReviewable = canAmend || live.state === 'PENDING_REVIEW' || live.state === 'NEEDS_ATTENTION';

  const initial = useMemo<Draft>(() => ({ services: live.services, text: '' }), [live.services]);
  const [draft, setDraft] = useDraft(`review.${request.id}`, initial);
  const serviceIds = draft.services.map(({ id }) => id);
  const now = reviewed(request);
  const [seen, setSeen] = useState(now);
  const { send, isSending, problems, isStale, forget, startAnew, unanswered, isRepeated, isAmended } =
    useConfirm(request.id, canAmend, serviceIds, again);
  const canConfirm = isReviewable || isRepeated;
  const { other, takeOver } = useClaim(request.id, { me, claim: live.claim, isWanted: isReviewable });
  const [isLeftOver, setLeftOver] = useState(false);

  // One's own confirmation, which came by the feed before its answer did.
  if (seen.version !== now.version && unanswered && isOwnConfirmation(now, me, unanswered)) setSeen(now);
  const changes = changesBetween(seen, now);
  // Only who says so corrects what a colleague confirmed meanwhile.
  const isTaken = isConfirmedByAnother(seen, now, me);
  const aboutServices = isLeftOver ? t.leftOver : problems?.fields.serviceIds;
  useEffect(() => {
    if (aboutServices !== undefined) inputRef.current?.scrollIntoView({ block: 'nearest' });
  }, [aboutServices, inputRef]);
  const wayOn = useRef<HTMLButtonElement>(null);
  const isChanged = changes.length > 0;
  // Refused before it was known what changed: who does not type on is led there once it is.
  const isLedOn = isStale && isChanged && draft.text === '';
  useEffect(() => {
    if (isLedOn) wayOn.current?.focus();
  }, [isLedOn]);
  useOwnAction(action !== undefined, { ...now, isReviewable }, { onAccept: () => setSeen(now), onFinished });

  // Whether the first of what the text finds is to be added, once it is found.
  const [isEntered, setEntered] = useState(false);
  // What is typed while the answer is awaited is read when it is there.
  const typed = useRef<Typed>({ text: '', isEntered: false });
  useEffect(() => {
    typed.current = { text: draft.text, isEntered };
  });
  const change = (next: Partial<Draft>) => {
    forget();
    setLeftOver(false);
    if (next.text !== undefined) setEntered(false);
    setDraft({ ...draft, ...next });
  };
  // What is being confirmed keeps its services.
  const pick = (next: Partial<Draft>) => {
    if (!isSending) change(next);
  };
  const remove = (id: string) => pick({ services: draft.services.filter((service) => service.id !== id) });

  const confirm = useCallback(async () => {
    // Nobody confirms what they have not heard of.
    if (isChanged) wayOn.current?.focus();
    if (!canConfirm || isChanged || isSending) return;
    // A search that was not finished may be a service that would be missing.
    if (draft.text.trim() !== '') {
      setLeftOver(true);
      return;
    }
    const confirmed = await send(seen.version);
    if (!confirmed) {
      // It was meant for the next one.
      setEntered(false);
      return;
    }
    setDraft(undefined);
    onConfirmed({ id: request.id, ...confirmed, typed: typed.current });
  }, [isChanged, canConfirm, isSending, draft.text, send, seen.version, setDraft, onConfirmed, request.id]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      const { target } = event;
      // The search waits for what was entered in it.
      if (target === inputRef.current) return;
      if (target instanceof Element && target.closest('[role="dialog"], [role="menu"]')) return;
      // It confirms, and does not press what has the focus.
      event.preventDefault();
      event.stopPropagation();
      void confirm();
    };
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, [confirm, inputRef]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it is shown
  useEffect(() => {
    const ahead = onReady();
    if (ahead.text === '') return;
    change({ text: draft.text + ahead.text });
    // Behind a search that was begun before, it is another one.
    setEntered(ahead.isEntered && draft.text === '');
  }, []);

  return (
    <div className={styles.pane}>
      <OrderViewer onLapsed={again} order={request.order} />
      <div className={styles.side}>
        <PatientCard patient={live.patient}>
          <ReviewActions act={onAction} state={live.state} />
        </PatientCard>
        <Notices
          changes={changes}
          isTaken={isTaken}
          onAccept={() => {
            setSeen(now);
            startAnew();
            if (inputRef.current) inputRef.current.focus({ preventScroll: true });
            else onLeave();
          }}
          onNext={onFinished}
          onTakeOver={takeOver}
          other={other}
          request={request}
          wayOn={wayOn}
        />
        <section className={styles.card}>
          {canConfirm && (
            <ServicePicker
              inputRef={inputRef}
              isEntered={isEntered}
              isHeld={isSending}
              onAdd={(service) =>
                pick({
                  services: draft.services.some(({ id }) => id === service.id)
                    ? draft.services
                    : [...draft.services, service],
                  text: '',
                })
              }
              onConfirm={confirm}
              onEnter={setEntered}
              onLeave={onLeave}
              onRemoveLast={() => pick({ services: draft.services.slice(0, -1) })}
              onText={(text) => change({ text })}
              problem={aboutServices}
              text={draft.text}
            />
          )}
          <PickedServices
            onRemove={canConfirm ? remove : undefined}
            patientId={live.patient.id}
            services={draft.services}
          />
          <div className={styles.confirm}>
            {!isChanged &&
              problems?.general.map((words) => (
                <p className={styles.problem} key={words} role="alert">
                  {words}
                </p>
              ))}
            {canConfirm && (
              <Button
                aria-busy={isSending}
                aria-keyshortcuts="Control+Enter"
                onPress={() => void confirm()}
                variant="primary"
              >
                {isSending ? t.confirming : isAmended && !isTaken ? t.amend : t.confirm}
                <kbd className={styles.kbd}>Ctrl ↵</kbd>
              </Button>
            )}
          </div>
        </section>
        <History note={order.note} request={live} />
      </div>
      {action !== undefined && (
        <RequestAction
          action={action}
          id={request.id}
          onClose={() => onAction(undefined)}
          picked={draft.services}
        />
      )}
    </div>
  );
}
