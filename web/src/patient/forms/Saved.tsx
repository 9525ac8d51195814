import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import styles from './fields.module.css';
import type { FillableForm } from './form.ts';
import { texts } from './texts.ts';
import type { FormAnswers } from './use_answers.ts';

/** Says whether what was answered is safe. */
export function Saved({ form, answers }: { form: FillableForm; answers: FormAnswers }) {
  const t = useTexts(texts);
  const { time } = useFormat();
  const { saving, problem } = answers;
  if (saving.refused.length > 0) {
    return (
      <Banner tone="danger" urgent>
        {saving.refused.join(' ')}
      </Banner>
    );
  }
  if (saving.state === 'waiting') return <Banner tone="warning">{t.waiting}</Banner>;
  const fields = form.sections.flatMap(({ fields }) => fields);
  const isWhole = !fields.some(({ visible, fieldId }) => visible && problem(fieldId));
  const saved = form.savedAt ? t.savedAt(time(form.savedAt)) : t.savedFirst;
  return (
    <p className={styles.help} role="status">
      {saving.state === 'saving' ? t.saving : isWhole ? saved : t.notAll}
    </p>
  );
}
