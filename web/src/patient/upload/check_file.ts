/** What a page of an order can be. */
export type PageKind = 'image' | 'pdf';

/** Why a file is not even sent. */
export type FileProblem = 'empty' | 'tooLarge' | 'heic' | 'unsupported' | 'cut' | 'damaged' | 'unreadable';

/** What file choosers offer. An iPhone that is asked for these turns its own HEIC photos into JPEG. */
export const ACCEPTED = 'image/jpeg,image/png,image/webp,application/pdf';

/** As many bytes as the longest mark below lies within. */
const HEAD = 12;

/**
 * What a file is, by its content: names and declared types are often wrong. A picture that cannot be shown is none:
 * `canShow` says so. The server looks closer.
 */
export async function checkFile(
  file: Blob,
  maxBytes: number,
  canShow = isShown,
): Promise<{ kind: PageKind } | { problem: FileProblem }> {
  if (file.size === 0) return { problem: 'empty' };
  if (file.size > maxBytes) return { problem: 'tooLarge' };
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    if (isJpeg(head) && !isWhole(new Uint8Array(await file.slice().arrayBuffer()))) return { problem: 'cut' };
  } catch {
    // It was moved, or is in a cloud that cannot be reached.
    return { problem: 'unreadable' };
  }
  const text = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  const isWebp = text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP';
  if (isJpeg(head) || text(0, 8) === '\x89PNG\r\n\x1a\n' || isWebp) {
    return (await canShow(file)) ? { kind: 'image' } : { problem: 'damaged' };
  }
  if (text(0, 5) === '%PDF-') return { kind: 'pdf' };
  if (text(4, 8) === 'ftyp' && /^(heic|heix|hevc|heim|heis|mif1|msf1)$/.test(text(8, 12))) {
    return { problem: 'heic' };
  }
  return { problem: 'unsupported' };
}

/** Whether this browser can show a picture to its end; where it does not tell, the server does. */
async function isShown(file: Blob): Promise<boolean> {
  if (!('createImageBitmap' in globalThis)) return true;
  try {
    (await createImageBitmap(file)).close();
    return true;
  } catch {
    return false;
  }
}

function isJpeg(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff;
}

/**
 * Whether a JPEG has its end. One that was cut off on its way to the telephone has none, and browsers show what there
 * is of it without a word.
 */
function isWhole(bytes: Uint8Array): boolean {
  const byte = (at: number) => bytes[at] ?? 0;
  let at = bytes.indexOf(0xff, 2);
  while (at >= 0 && at + 1 < bytes.length) {
    const mark = byte(at + 1);
    if (mark === 0xd9) return true;
    // What has a length is passed over: the small picture in it has an end of its own.
    const isBare = mark <= 0x01 || (mark >= 0xd0 && mark <= 0xd8);
    if (mark === 0xff) at += 1;
    else at += isBare ? 2 : 2 + byte(at + 2) * 256 + byte(at + 3);
    at = bytes.indexOf(0xff, at);
  }
  return false;
}
