import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CameraIcon, ClipIcon } from '../../ui/icons.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { texts } from './texts.ts';
import styles from './upload.module.css';
import type { ChooseFiles, RefusedFile } from './use_choose_files.tsx';

const MEGABYTE = 1024 * 1024;

/** The ways to add pages, and what could not be taken of the last choice. */
export function AddPages(props: { choose: ChooseFiles; maxBytes: number; isFirst: boolean }) {
  const t = useTexts(texts);
  const { bytes, number } = useFormat();
  const { choose, maxBytes, isFirst } = props;
  // As the server says it: a limit is never rounded up.
  const limit = `${number(Math.floor(maxBytes / MEGABYTE))}\u00a0MB`;
  const words = ({ file, problem }: RefusedFile) =>
    problem === 'tooLarge' ? t.problems.tooLarge(bytes(file.size), limit) : t.problems[problem];
  return (
    <div className={styles.add}>
      {choose.refused.map((refused) => (
        <Banner key={refused.file.name} tone="danger" urgent>
          <strong>{t.problems.title(refused.file.name)}</strong>
          <span>{words(refused)}</span>
        </Banner>
      ))}
      {choose.takePhoto && (
        <Button onClick={choose.takePhoto} variant={isFirst ? 'primary' : 'secondary'}>
          <CameraIcon />
          {isFirst ? t.camera : t.cameraAgain}
        </Button>
      )}
      <Button onClick={choose.attach} variant={isFirst && !choose.takePhoto ? 'primary' : 'secondary'}>
        <ClipIcon />
        {isFirst ? t.attach : t.attachAgain}
      </Button>
      <p className={styles.soft}>{t.accepted(limit)}</p>
    </div>
  );
}
