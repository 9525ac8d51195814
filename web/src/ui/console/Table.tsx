import type { ComponentProps } from 'react';
import styles from './Table.module.css';

/** A table in the console's look, in a frame that scrolls by itself. `label` names it for who does not see it. */
export function Table({ label, children, ...props }: ComponentProps<'section'> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section {...props} aria-label={label} className={styles.scroller} tabIndex={0}>
      <table className={styles.table}>{children}</table>
    </section>
  );
}
