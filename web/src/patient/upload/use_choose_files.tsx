import { type ReactNode, useRef, useState, useSyncExternalStore } from 'react';
import { newKey } from '../../graphql/idempotency.ts';
import { ACCEPTED, checkFile, type FileProblem, type PageKind } from './check_file.ts';

// What is touched and does not hover is a telephone or a tablet, and has a camera.
const HAND_HELD = matchMedia('(pointer: coarse) and (hover: none)');

function subscribe(listener: () => void) {
  HAND_HELD.addEventListener('change', listener);
  return () => HAND_HELD.removeEventListener('change', listener);
}

/** A file that is not sent, and why. */
export interface RefusedFile {
  key: string;
  file: File;
  problem: FileProblem;
}

/** How files are chosen. */
export interface ChooseFiles {
  /** Opens the camera; null on a desktop, where files are all there is. */
  takePhoto: ((instead?: string) => void) | null;
  /** Opens what the device holds. Both may be given the key of a page whose place the choice takes. */
  attach: (instead?: string) => void;
  /** What was chosen last and cannot be a page. */
  refused: readonly RefusedFile[];
  /** How many of the last choice were too many. */
  tooMany: number;
  /** Has to stand somewhere in the page. */
  inputs: ReactNode;
}

/** How a page was chosen. */
export interface Choice {
  fromCamera: boolean;
  /** The key of the page whose place it takes. */
  instead: string | undefined;
}

/** Ways to choose pages of an order. `onFile` gets what can be one; no more than `room` of them. */
export function useChooseFiles(options: {
  maxBytes: number;
  room: number;
  onFile: (file: File, kind: PageKind, choice: Choice) => void;
}): ChooseFiles {
  const isHandHeld = useSyncExternalStore(subscribe, () => HAND_HELD.matches);
  const camera = useRef<HTMLInputElement>(null);
  const attach = useRef<HTMLInputElement>(null);
  const replaced = useRef<string>(undefined);
  const [refused, setRefused] = useState<RefusedFile[]>([]);
  const [tooMany, setTooMany] = useState(0);

  const open = (input: HTMLInputElement | null, instead?: string) => {
    replaced.current = instead;
    input?.click();
  };
  const take = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same file can be chosen again.
    input.value = '';
    const found: RefusedFile[] = [];
    const fromCamera = input === camera.current;
    let instead = replaced.current;
    let room = options.room + (instead ? 1 : 0);
    for (const file of files) {
      const result = await checkFile(file, options.maxBytes);
      if ('problem' in result) {
        found.push({ key: newKey(), file, problem: result.problem });
      } else if (room-- > 0) {
        options.onFile(file, result.kind, { fromCamera, instead });
        instead = undefined;
      }
    }
    setRefused(found);
    setTooMany(Math.max(0, -room));
  };

  return {
    takePhoto: isHandHeld ? (instead) => open(camera.current, instead) : null,
    attach: (instead) => open(attach.current, instead),
    refused,
    tooMany,
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
