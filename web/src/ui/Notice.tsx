import type { ReactNode } from 'react';
import styles from './Notice.module.css';

/** How serious something is. */
export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger';

/** A few words beside something: a state, a count. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${styles.badge} ${styles[tone]}`}>{children}</span>;
}

/** Words across the screen that matter now. `urgent` interrupts who listens. */
export function Banner({
  tone = 'neutral',
  urgent = false,
  children,
}: {
  tone?: Tone;
  urgent?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`${styles.banner} ${styles[tone]}`} role={urgent ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** What stands where there is nothing to show, and what can be done about it. `isPage`: it is all that is on the page. */
export function EmptyState(props: { title: string; isPage?: boolean; children?: ReactNode }) {
  const { title, isPage = false, children } = props;
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div className={styles.empty}>
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}
