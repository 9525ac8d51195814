import { type ReactNode, useRef, useState, useSyncExternalStore } from 'react';
import { ACCEPTED, checkFile, type FileProblem, type PageKind } from './check_file.ts';

// What is touched and does not hover is a telephone or a tablet, and has a camera.
const HAND_HELD = matchMedia('(pointer: coarse) and (hover: none)');

function subscribe(listener: () => void) {
  HAND_HELD.addEventListener('change', listener);
  return () => HAND_HELD.removeEventListener('change', listener);
}

/** A file that is not sent, and why. */
export interface RefusedFile {
  file: File;
  problem: FileProblem;
}

/** How files are chosen. */
export interface ChooseFiles {
  /** Opens the camera; null on a desktop, where files are all there is. */
  takePhoto: (() => void) | null;
  /** Opens what the device holds. */
  attach: () => void;
  /** What was chosen last and cannot be a page. */
  refused: readonly RefusedFile[];
  /** Has to stand somewhere in the page. */
  inputs: ReactNode;
}

/** Ways to choose pages of an order. `onFile` gets what can be one; no more than `room` of them. */
export function useChooseFiles(options: {
  maxBytes: number;
  room: number;
  onFile: (file: File, kind: PageKind) => void;
}): ChooseFiles {
  const isHandHeld = useSyncExternalStore(subscribe, () => HAND_HELD.matches);
  const camera = useRef<HTMLInputElement>(null);
  const attach = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<RefusedFile[]>([]);

  const take = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same file can be chosen again.
    input.value = '';
    const found: RefusedFile[] = [];
    let { room } = options;
    for (const file of files) {
      const result = await checkFile(file, options.maxBytes);
      if ('problem' in result) found.push({ file, problem: result.problem });
      else if (room-- > 0) options.onFile(file, result.kind);
    }
    setRefused(found);
  };

  return {
    takePhoto: isHandHeld ? () => camera.current?.click() : null,
    attach: () => attach.current?.click(),
    refused,
    inputs: (
      <>
        <input
          accept="image/*"
          capture="environment"
          hidden
          onChange={(event) => void take(event.currentTarget)}
          ref={camera}
          type="file"
        />
        <input
          accept={ACCEPTED}
          hidden
          multiple
          onChange={(event) => void take(event.currentTarget)}
          ref={attach}
          type="file"
        />
      </>
    ),
  };
}
