import { serverNow } from '../../graphql/clock.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { texts } from './texts.ts';
import styles from './UndoDispatch.module.css';

/** Tells of the confirmation that was made last, while it can be taken back. */
export function UndoDispatch({ dueAt, onUndo }: { dueAt: string; onUndo: () => void }) {
  const t = useTexts(texts);
  const { time } = useFormat();
  if (Date.parse(dueAt) <= serverNow()) return null;
  return (
    <p className={styles.undo}>
      {t.last(time(dueAt))}
      <Button aria-keyshortcuts="Z" onPress={onUndo} variant="quiet">
        {t.undo}
      </Button>
    </p>
  );
}
