import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CheckIcon, ChevronIcon, CrossIcon, DocumentIcon, WarningIcon } from '../../ui/icons.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { Progress } from '../../ui/patient/Progress.tsx';
import type { Page } from './order_upload.ts';
import { Photo } from './Photo.tsx';
import { texts } from './texts.ts';
import styles from './upload.module.css';

/** A page of the order: what it looks like, how far it is, and what can be done with it. */
export function PageCard(props: {
  page: Page;
  /** From 1. */
  number: number;
  of: number;
  /** Whether the order is being sent, so that nothing may change. */
  isLocked: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
  onRetry: () => void;
}) {
  const t = useTexts(texts);
  const { bytes } = useFormat();
  const { page, number, of, isLocked } = props;
  return (
    <li className={styles.page}>
      <div className={styles.thumb}>
        {page.kind === 'image' && page.file ? (
          <Photo alt={t.pages.picture(number)} file={page.file} />
        ) : (
          <DocumentIcon />
        )}
      </div>
      <div className={styles.about}>
        <h3>{t.pages.page(number)}</h3>
        <p className={styles.soft}>
          {page.kind === 'pdf' && `${t.pages.pdf} · `}
          {bytes(page.byteSize)}
        </p>
        <p className={styles.soft}>{page.name}</p>
        <Standing onRetry={props.onRetry} page={page} />
      </div>
      {!isLocked && (
        <div className={styles.tools}>
          {of > 1 && (
            <>
              <button
                aria-disabled={number === 1 || undefined}
                aria-label={t.pages.up(number)}
                className={styles.up}
                onClick={() => number > 1 && props.onMove(-1)}
                type="button"
              >
                <ChevronIcon />
              </button>
              <button
                aria-disabled={number === of || undefined}
                aria-label={t.pages.down(number)}
                onClick={() => number < of && props.onMove(1)}
                type="button"
              >
                <ChevronIcon />
              </button>
            </>
          )}
          <button aria-label={t.pages.remove(number)} onClick={props.onRemove} type="button">
            <CrossIcon />
          </button>
        </div>
      )}
    </li>
  );
}

function Standing({ page, onRetry }: { page: Page; onRetry: () => void }) {
  const t = useTexts(texts);
  const { percent } = useFormat();
  switch (page.state.step) {
    case 'sending':
      return <Progress label={t.pages.sending(percent(page.state.part))} value={page.state.part} />;
    case 'sent':
      return (
        <p className={styles.sent}>
          <CheckIcon /> {t.pages.sent}
        </p>
      );
    case 'failed':
      return (
        <div className={styles.failed} role="alert">
          <p>
            <WarningIcon /> {page.state.words}
          </p>
          {page.state.again && page.file && (
            <Button onClick={onRetry} variant="secondary">
              {t.pages.retry}
            </Button>
          )}
        </div>
      );
    default:
      return <p className={styles.soft}>{t.pages.waiting}</p>;
  }
}
