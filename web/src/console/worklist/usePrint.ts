import { useCallback, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** While the page is being printed, by our button or the browser's own, all rows have to be there. */
export function usePrint() {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return { isPrinting, print: useCallback(() => window.print(), []) };
}
