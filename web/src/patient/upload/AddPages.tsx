import { useTexts } from '../../i18n/texts.ts';
import { CameraIcon, ClipIcon } from '../../ui/icons.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { useSizeWords } from './NotTaken.tsx';
import { texts } from './texts.ts';
import styles from './upload.module.css';
import type { ChooseFiles } from './use_choose_files.tsx';

/** The ways to add pages. */
export function AddPages(props: { choose: ChooseFiles; maxBytes: number; isFirst: boolean }) {
  const t = useTexts(texts);
  const sizeWords = useSizeWords();
  const { choose, maxBytes, isFirst } = props;
  return (
    <div className={styles.add}>
      {choose.takePhoto && (
        <Button onClick={() => choose.takePhoto?.()} variant={isFirst ? 'primary' : 'secondary'}>
          <CameraIcon />
          {isFirst ? t.camera : t.cameraAgain}
        </Button>
      )}
      <Button
        onClick={() => choose.attach()}
        variant={isFirst && !choose.takePhoto ? 'primary' : 'secondary'}
      >
        <ClipIcon />
        {isFirst ? t.attach : t.attachAgain}
      </Button>
      <p className={styles.soft}>{t.accepted(sizeWords(maxBytes))}</p>
    </div>
  );
}
