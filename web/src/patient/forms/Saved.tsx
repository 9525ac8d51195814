import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import styles from './fields.module.css';
import type { Saving } from './saver.ts';
import { texts } from './texts.ts';

/** Says whether what was answered is safe. */
export function Saved({ saving, savedAt }: { saving: Saving; savedAt: string | null }) {
  const t = useTexts(texts);
  const { time } = useFormat();
  if (saving.refused.length > 0) {
    return (
      <Banner tone="danger" urgent>
        {saving.refused.join(' ')}
      </Banner>
    );
  }
  if (saving.state === 'waiting') return <Banner tone="warning">{t.waiting}</Banner>;
  return (
    <p className={styles.help} role="status">
      {saving.state === 'saving' ? t.saving : savedAt ? t.savedAt(time(savedAt)) : t.savedFirst}
    </p>
  );
}
