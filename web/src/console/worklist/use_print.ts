import type { CombinedError } from '@urql/core';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { List } from './list.ts';

/** More rows than these no browser lays out on paper while somebody waits: they are for the CSV. */
const MOST = 5_000;

/**
 * Prints all rows of the filter: reads first those that are not read yet, and tells in the end how many there were.
 * While the page is being printed, by our button or the browser's own, all that are read have to be in it.
 */
export function usePrint(
  worklist: { list: List | undefined; error: CombinedError | undefined; readMore: () => void },
  onPrinted: (rows: number) => void,
) {
  const { list, error, readMore } = worklist;
  const [isPrinting, setPrinting] = useState(false);
  const [isGathering, setGathering] = useState(false);
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
  useEffect(() => {
    if (!isGathering || !list) return;
    if (error) setGathering(false);
    else if (list.hasMore && list.ids.length < MOST) readMore();
    else {
      setGathering(false);
      // Not within React's own work: all rows have to be there at once when the browser asks for them.
      setTimeout(() => {
        window.print();
        onPrinted(list.ids.length);
      });
    }
  }, [isGathering, list, error, readMore, onPrinted]);
  return {
    isPrinting,
    start: () => setGathering(true),
    /** How many rows were read so far; undefined while nothing is gathered. */
    done: isGathering ? list?.ids.length : undefined,
    stop: () => setGathering(false),
  };
}
