import { useEffect, useRef } from 'react';

/** The first screen of a visit leaves the focus where the browser puts it. */
let first = true;

/** The title of a screen. It takes the focus when one screen leads to the next, so that it is read aloud. */
export function Title({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = children;
    if (!first) heading.current?.focus();
    first = false;
  }, [children]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
