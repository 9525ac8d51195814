import { type ReactNode, useId } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import styles from './Patient.module.css';
import { texts } from './texts.ts';

/** A part of the patient's page: its heading, what can be added, its items, and those that are not read yet. */
export function Section(props: {
  title: string;
  action?: ReactNode;
  /** What it says where there are no items. */
  empty: string | undefined;
  more: { read: () => void; isReading: boolean } | undefined;
  children: ReactNode;
}) {
  const t = useTexts(texts);
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.section}>
      <header>
        <h2 id={id}>{props.title}</h2>
        {props.action}
      </header>
      {props.empty !== undefined && <p className={styles.soft}>{props.empty}</p>}
      {props.children}
      {props.more && (
        <Button isDisabled={props.more.isReading} onPress={props.more.read}>
          {t.older}
        </Button>
      )}
    </section>
  );
}
