import type { ReactNode } from 'react';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { ReachClinic } from '../shell/ReachClinic.tsx';
import styles from './journey.module.css';

/** A screen that says one thing, and what can be done about it: where nothing can, whom to call. */
export function Note({ title, words, children }: { title: string; words?: string; children?: ReactNode }) {
  return (
    <>
      <PageTitle>{title}</PageTitle>
      <div className={styles.card}>
        {words && <p>{words}</p>}
        {children ?? <ReachClinic />}
      </div>
    </>
  );
}
