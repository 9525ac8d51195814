import { VIEWER_HEADER } from '../../graphql/client.ts';
import { currentLanguage, LOCALES } from '../../i18n/language.ts';

/** How sending a file ended. */
export type Sent =
  | { uploadId: string }
  /** The server could not be reached: it is sent again by itself. */
  | { failure: 'network' }
  /** Nobody is signed in any more. */
  | { failure: 'session' }
  /** The server said no in these words; `again` where the same file may be taken later. */
  | { failure: 'refused'; words: string; again: boolean };

/** A file on its way. */
interface Sending {
  done: Promise<Sent>;
  /** Ends it at once, as a lost connection does. */
  abort: () => void;
}

/** Sends a file; `onProgress` is told the part of it that has left, from 0 to 1. */
export type SendFile = (file: File, onProgress: (part: number) => void) => Sending;

/** How long nothing may move before the connection counts as lost: the server waits no longer either. */
const STALL = 30_000;

/**
 * Sends files of this viewer to `POST /uploads`, and of nobody who signed in since. By XMLHttpRequest: `fetch` does not
 * tell how much has left.
 */
export const sendFilesOf =
  (viewer: string): SendFile =>
  (file, onProgress) => {
    const request = new XMLHttpRequest();
    const done = new Promise<Sent>((resolve) => {
      let stalled: ReturnType<typeof setTimeout> | undefined;
      const moved = () => {
        clearTimeout(stalled);
        stalled = setTimeout(() => request.abort(), STALL);
      };
      request.upload.onprogress = ({ loaded, total }) => {
        moved();
        onProgress(loaded / total);
      };
      request.onloadend = () => {
        clearTimeout(stalled);
        resolve(outcome(request));
      };
      moved();
    });
    request.open('POST', '/uploads');
    request.responseType = 'json';
    request.setRequestHeader('Accept-Language', LOCALES[currentLanguage()]);
    request.setRequestHeader(VIEWER_HEADER, viewer);
    const form = new FormData();
    form.append('file', file);
    request.send(form);
    return { done, abort: () => request.abort() };
  };

function outcome({ status, response }: XMLHttpRequest): Sent {
  if (status === 201 && response?.id) return { uploadId: response.id };
  if (status === 401) return { failure: 'session' };
  // Without words of ours something on the way answered, or nothing did.
  if (typeof response?.detail !== 'string') return { failure: 'network' };
  return { failure: 'refused', words: response.detail, again: ![413, 415, 422].includes(status) };
}
