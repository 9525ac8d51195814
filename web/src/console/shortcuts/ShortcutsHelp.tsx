import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Dialog, DialogActions } from '../../ui/console/Dialog.tsx';
import styles from './ShortcutsHelp.module.css';
import { enableShortcuts, type Shortcut, useShortcutsEnabled } from './shortcuts.ts';
import { texts } from './texts.ts';

const LIST: Shortcut[] = ['j', 'k', 'r', 't', 'c', 'z', 'g', '/', '?'];
const REVIEW = ['Enter', 'Backspace', 'Ctrl + Enter', 'Esc'] as const;

/** Lists the keys, and switches those of one letter on and off. */
export function ShortcutsHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useTexts(texts);
  const enabled = useShortcutsEnabled();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t.title}>
      <Keys names={LIST} title={t.lists} words={t.keys} />
      <label className={styles.switch}>
        <input
          checked={enabled}
          onChange={(event) => enableShortcuts(event.target.checked)}
          type="checkbox"
        />
        {t.enabled}
      </label>
      <p className={styles.help}>{t.inert}</p>
      <Keys names={REVIEW} title={t.search} words={t.keys} />
      <DialogActions>
        <Button onPress={onClose} variant="primary">
          {t.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Keys<Name extends string>(props: {
  title: string;
  names: readonly Name[];
  words: Record<Name, string>;
}) {
  return (
    <section>
      <h3>{props.title}</h3>
      <dl className={styles.keys}>
        {props.names.map((name) => (
          <div key={name}>
            <dt>
              <kbd>{name.length === 1 ? name.toUpperCase() : name}</kbd>
            </dt>
            <dd>{props.words[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
