import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type FragmentOf, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useViewer } from '../../session/viewer.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { ErrorSummary } from '../../ui/patient/ErrorSummary.tsx';
import { TextAreaField } from '../../ui/patient/Field.tsx';
import { useLeaveWarning } from '../../ui/use_leave_warning.ts';
import { AddPages } from './AddPages.tsx';
import { AskReadable } from './AskReadable.tsx';
import { NotTaken } from './NotTaken.tsx';
import type { OrderDraft, OrderUpload } from './order_upload.ts';
import { PageCard } from './PageCard.tsx';
import { Tips } from './Tips.tsx';
import { texts } from './texts.ts';
import styles from './upload.module.css';
import { UploadLimitsFragment } from './upload_limits.ts';
import { useChooseFiles } from './use_choose_files.tsx';
import { useSubmit } from './use_submit.ts';

/** The pages of an order from the first photo to the answer of the clinic. */
export function SendOrder(props: {
  upload: OrderUpload;
  /** The request that waits for them; a new one where left out. */
  requestId?: string;
  limits: FragmentOf<typeof UploadLimitsFragment>;
  noteHelp?: string | undefined;
  onDone: (requestId: string) => void;
}) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const { again } = useViewer();
  const { upload } = props;
  const { maxPages, maxUploadBytes: maxBytes } = readFragment(UploadLimitsFragment, props.limits);
  const draft = useSyncExternalStore(upload.subscribe, upload.get);
  const { pages } = draft;
  const { problems, setProblems, isUnanswered } = useSubmit(upload, draft, props.requestId, props.onDone);
  const room = maxPages - pages.length;
  const choose = useChooseFiles({
    maxBytes,
    room,
    onFile: (file, kind, choice) => upload.add(file, kind, choice),
  });
  const [isNew] = useState(pages.length === 0);

  // Whoever comes back, from signing in too, goes on where they were.
  useEffect(() => upload.goOn(), [upload]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once each time that it is lost
  useEffect(() => {
    if (draft.sessionLost) again();
  }, [draft.sessionLost]);

  const asking = pages.filter(({ state }) => state.step === 'asking');
  const [asked] = asking;
  const rest = useRef<HTMLDivElement>(null);
  const changes = `${asking.length} ${pages.length}`;
  const before = useRef(changes);
  useEffect(() => {
    // What had the focus went with the answer or the page.
    if (before.current !== changes && document.activeElement === document.body) rest.current?.focus();
    before.current = changes;
  }, [changes]);
  const unsent = pages.some(({ file, state }) => file && state.step !== 'sent');
  useLeaveWarning(useCallback(() => unsent, [unsent]));
  const isLocked = draft.submission !== null;
  const shown = pages.filter((page) => page.state.step !== 'asking');

  const sent = shown.filter((page) => page.state.step === 'sent').length;

  const submit = () => {
    const missing = whatIsMissing(draft, t);
    setProblems(missing ? { fields: {}, general: [missing], codes: [] } : undefined);
    if (!missing) upload.submit();
  };

  return (
    <>
      {(draft.offline || isUnanswered) && <Banner tone="warning">{t.offline}</Banner>}
      {draft.lost > 0 && <Banner tone="warning">{t.lost(draft.lost)}</Banner>}
      {choose.inputs}
      <NotTaken choose={choose} limits={{ maxBytes, maxPages }} />
      {unsent && !asked && <p className={styles.keepOpen}>{t.keepOpen}</p>}
      <p aria-live="polite" className="only-spoken">
        {sent > 0 && t.announce.sent(sent, shown.length)}
      </p>
      {asked ? (
        <AskReadable
          left={asking.length - 1}
          onNo={() => (asked.fromCamera && choose.takePhoto ? choose.takePhoto : choose.attach)(asked.key)}
          onYes={() => upload.sendPage(asked.key)}
          page={asked}
        />
      ) : (
        <section aria-label={t.title} className={styles.rest} ref={rest} tabIndex={-1}>
          {problems && <ErrorSummary problems={problems} title={t.summary} />}
          {isNew && shown.length === 0 && <Tips />}
          {shown.length > 0 && (
            <section className={styles.order}>
              <h2>{t.pages.title}</h2>
              <ol className={styles.pages}>
                {shown.map((page, place) => (
                  <PageCard
                    isLocked={isLocked}
                    key={page.key}
                    number={place + 1}
                    of={shown.length}
                    onMove={(by) => {
                      upload.move(page.key, by);
                      announce(t.announce.moved(place + 1 + by));
                    }}
                    onRemove={() => {
                      upload.remove(page.key);
                      announce(t.announce.removed(place + 1));
                    }}
                    onRetry={() => upload.sendPage(page.key)}
                    page={page}
                  />
                ))}
              </ol>
            </section>
          )}
          {!isLocked && room > 0 && (
            <>
              {shown.length > 0 && <p>{t.anotherPage}</p>}
              <AddPages choose={choose} isFirst={shown.length === 0} maxBytes={maxBytes} />
            </>
          )}
          {!isLocked && room <= 0 && <p>{t.tooManyPages(maxPages)}</p>}
          {shown.length > 0 && (
            <>
              {!isLocked && (
                <TextAreaField
                  defaultValue={draft.note}
                  help={props.noteHelp}
                  label={t.note}
                  maxLength={1000}
                  name="note"
                  onChange={(event) => upload.write(event.target.value)}
                  problem={problems?.fields.note}
                />
              )}
              <Button busy={isLocked} onClick={submit}>
                {isLocked ? t.sending : t.submit}
              </Button>
              <p aria-live="polite">{isLocked && t.stillSending}</p>
            </>
          )}
        </section>
      )}
    </>
  );
}

/** Why the order cannot be sent yet. */
function whatIsMissing({ pages }: OrderDraft, t: { failedPages: string; noPages: string }) {
  if (pages.length === 0) return t.noPages;
  return pages.some(({ state }) => state.step === 'failed') ? t.failedPages : undefined;
}
