import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/patient/Button.tsx';
import type { Page } from './order_upload.ts';
import { Photo } from './Photo.tsx';
import { texts } from './texts.ts';
import styles from './upload.module.css';

/** Shows a photo as large as it goes, and asks whether it can be read before it is sent. */
export function AskReadable(props: {
  page: Page;
  /** How many photos are asked about after this one. */
  left: number;
  onYes: () => void;
  onNo: () => void;
}) {
  const t = useTexts(texts);
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each photo is a new question
  useEffect(() => title.current?.focus(), [props.page.key]);
  return (
    <section className={styles.asking}>
      <h2 ref={title} tabIndex={-1}>
        {t.asking.title}
      </h2>
      <p>{t.asking.lead}</p>
      <Photo alt={t.asking.picture} file={props.page.file} />
      <div className={styles.answers}>
        <Button onClick={props.onYes}>{t.asking.yes}</Button>
        <Button onClick={props.onNo} variant="secondary">
          {props.page.fromCamera ? t.asking.camera : t.asking.attach}
        </Button>
      </div>
      {props.left > 0 && <p className={styles.soft}>{t.asking.left(props.left)}</p>}
    </section>
  );
}
