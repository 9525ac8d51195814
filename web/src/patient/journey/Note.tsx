import type { ReactNode } from 'react';
import { Title } from '../../ui/patient/Title.tsx';
import styles from './journey.module.css';

/** A screen that says one thing, and what can be done about it. */
export function Note({ title, words, children }: { title: string; words: string; children?: ReactNode }) {
  return (
    <>
      <Title>{title}</Title>
      <div className={styles.card}>
        <p>{words}</p>
        {children}
      </div>
    </>
  );
}
