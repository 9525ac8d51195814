import { useId } from 'react';
import styles from './patient.module.css';

/** How far something is, from 0 to 1; without a value it is under way, nobody knows how far. */
export function Progress({ label, value }: { label: string; value?: number }) {
  const id = useId();
  return (
    <div className={styles.progress}>
      <label htmlFor={id}>{label}</label>
      <progress id={id} max={1} {...(value === undefined ? {} : { value })} />
    </div>
  );
}
