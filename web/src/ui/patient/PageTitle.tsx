import { type ReactNode, useEffect, useRef } from 'react';
import { useClinic } from '../../session/clinic.tsx';

/** The address whose title was read last; none before the first. */
let read: string | undefined;

/**
 * What a page is called, in the page and in the browser's tab. Where one comes from another page it takes the focus,
 * so that whoever listens knows that something new is there.
 */
export function PageTitle({ children }: { children: string }): ReactNode {
  const title = useRef<HTMLHeadingElement>(null);
  const { name } = useClinic();
  useEffect(() => {
    document.title = `${children} · ${name}`;
  }, [children, name]);
  useEffect(() => {
    const here = location.pathname + location.search;
    // The focus may have gone with what was shown before at the same address.
    const isNew = read !== here || document.activeElement === document.body;
    if (read !== undefined && isNew) title.current?.focus();
    read = here;
  }, []);
  return (
    <h1 ref={title} tabIndex={-1}>
      {children}
    </h1>
  );
}
