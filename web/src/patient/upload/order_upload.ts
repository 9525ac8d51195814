import { newKey } from '../../graphql/idempotency.ts';
import { keepDraft, readDraft } from '../../session/draft.ts';
import type { PageKind } from './check_file.ts';
import { type SendFile, sendFilesOf } from './send_file.ts';
import type { Choice } from './use_choose_files.tsx';

/** Where a page of the order stands. */
type PageState =
  /** The patient has not said yet whether it can be read. */
  | { step: 'asking' }
  | { step: 'waiting' }
  | { step: 'sending'; part: number }
  | { step: 'failed'; words: string; again: boolean }
  | { step: 'sent'; uploadId: string };

/** A page of the order. */
export interface Page {
  key: string;
  kind: PageKind;
  /** What the file is called, so that its owner knows it again. */
  name: string;
  /** Whether it was taken with this device's camera just now. */
  fromCamera: boolean;
  byteSize: number;
  state: PageState;
  /** Null after a reload, when only the server has it. */
  file: File | null;
}

/** All that the patient did of an order so far. */
export interface OrderDraft {
  pages: readonly Page[];
  note: string;
  /** Whether telephone and e-mail were confirmed for this order. */
  contactConfirmed: boolean;
  /** The idempotency key from 'send it' until the answer: in between nothing may change. */
  submission: string | null;
  /** Whether the server cannot be reached; what waits goes on by itself. */
  offline: boolean;
  /** Whether the server took a file from nobody: the session is lost. */
  sessionLost: boolean;
  /** How many pages were here and not with the server when the page was loaded again. */
  lost: number;
}

const EMPTY: OrderDraft = {
  pages: [],
  note: '',
  contactConfirmed: false,
  submission: null,
  offline: false,
  sessionLost: false,
  lost: 0,
};

/** How many files travel at the same time. */
const AT_ONCE = 2;

/** How long to wait before the next try where the browser does not say that it is offline. */
const PAUSE = 3_000;

/**
 * The pages of an order on their way to the server. They are sent one after the other while the patient goes on;
 * a lost connection, a lost session and a reload cost nothing that arrived.
 */
export class OrderUpload {
  #draft: OrderDraft;
  #listeners = new Set<() => void>();
  #underWay = new Map<string, () => void>();
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** `draftKey` is an opaque id under which it is kept in this tab. */
  constructor(
    readonly draftKey: string,
    private readonly sendFile: SendFile,
  ) {
    this.#draft = { ...EMPTY, ...readDraft(draftKey), offline: !navigator.onLine };
    globalThis.addEventListener?.('offline', this.#lose);
    globalThis.addEventListener?.('online', this.goOn);
  }

  /** What was done so far; the same object until something changes. */
  readonly get = () => this.#draft;

  /** Tells of every change. */
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /**
   * Adds a page, or puts it in the place of another. A photo waits until the patient says that it can be read; a
   * document goes at once.
   */
  add(file: File, kind: PageKind, { fromCamera = false, instead }: Partial<Choice> = {}) {
    const state: PageState = { step: kind === 'image' ? 'asking' : 'waiting' };
    const { name, size: byteSize } = file;
    const page: Page = { key: newKey(), kind, name, fromCamera, byteSize, state, file };
    const place = this.#draft.pages.findIndex(({ key }) => key === instead);
    const pages = [...this.#draft.pages];
    pages.splice(place < 0 ? pages.length : place, place < 0 ? 0 : 1, page);
    this.#change({ pages, lost: 0 });
    this.goOn();
  }

  /** Sends a page: the photo can be read, or it is tried once more. */
  sendPage(key: string) {
    this.#set(key, { step: 'waiting' });
    this.goOn();
  }

  remove(key: string) {
    this.#underWay.get(key)?.();
    this.#change({ pages: this.#draft.pages.filter((page) => page.key !== key) });
  }

  /** Moves a page by one place. */
  move(key: string, by: -1 | 1) {
    const pages = [...this.#draft.pages];
    const from = pages.findIndex((page) => page.key === key);
    const [page] = pages.splice(from, 1);
    if (page) pages.splice(from + by, 0, page);
    this.#change({ pages });
  }

  write(note: string) {
    this.#change({ note });
  }

  confirmContact() {
    this.#change({ contactConfirmed: true });
  }

  /** Sends the order as soon as all its pages are there. */
  submit() {
    this.#change({ submission: newKey() });
    this.goOn();
  }

  /** The order was refused, or is not to be sent yet: it can be changed again. */
  unlock() {
    this.#change({ submission: null });
  }

  /** The server no longer has these pages: those that are still here are sent again. */
  sendAgain(uploadIds: readonly string[]) {
    const isGone = ({ state }: Page) => state.step === 'sent' && uploadIds.includes(state.uploadId);
    const pages = this.#draft.pages
      .filter((page) => page.file || !isGone(page))
      .map((page): Page => (isGone(page) ? { ...page, state: { step: 'waiting' } } : page));
    this.#change({ pages });
    this.goOn();
  }

  /** The order is with the clinic: nothing of it is kept. */
  forget() {
    for (const abort of this.#underWay.values()) abort();
    this.#draft = EMPTY;
    keepDraft(this.draftKey, undefined);
    this.#tell();
  }

  /** Goes on with what waits: the connection or the session is back. */
  readonly goOn = () => {
    clearTimeout(this.#pause);
    if (this.#draft.sessionLost) this.#change({ sessionLost: false });
    for (const page of this.#draft.pages) {
      if (this.#underWay.size >= AT_ONCE) return;
      if (page.state.step === 'waiting' && page.file) void this.#sendNow(page.key, page.file);
    }
    if (this.#underWay.size === 0) this.#change({ offline: !navigator.onLine });
  };

  async #sendNow(key: string, file: File) {
    const { done, abort } = this.sendFile(file, (part) => {
      this.#change({ offline: false });
      this.#set(key, { step: 'sending', part });
    });
    this.#underWay.set(key, abort);
    this.#set(key, { step: 'sending', part: 0 });
    const sent = await done;
    this.#underWay.delete(key);
    const isWanted = this.#draft.pages.some((page) => page.key === key);
    if (!isWanted) {
      // It was removed meanwhile.
    } else if ('uploadId' in sent) {
      this.#change({ offline: false });
      this.#set(key, { step: 'sent', uploadId: sent.uploadId });
    } else if (sent.failure === 'refused') {
      this.#set(key, { step: 'failed', words: sent.words, again: sent.again });
      // The patient decides what becomes of it, and sends the order then.
      this.unlock();
    } else {
      this.#set(key, { step: 'waiting' });
      if (sent.failure === 'session') this.#change({ sessionLost: true });
      else this.#lose();
      return;
    }
    this.goOn();
  }

  readonly #lose = () => {
    this.#change({ offline: true });
    for (const abort of this.#underWay.values()) abort();
    clearTimeout(this.#pause);
    // The browser tells when the network is back, but not when the server is.
    this.#pause = setTimeout(this.goOn, PAUSE);
  };

  #set(key: string, state: PageState) {
    this.#change({ pages: this.#draft.pages.map((page) => (page.key === key ? { ...page, state } : page)) });
  }

  #change(part: Partial<OrderDraft>) {
    this.#draft = { ...this.#draft, ...part };
    const { pages, note, contactConfirmed, submission } = this.#draft;
    const arrived = pages
      .filter(({ state }) => state.step === 'sent')
      .map((page) => ({ ...page, file: null }));
    // An order that still waits for a page is sent by the patient, who sees after a reload that the page is missing.
    const sending = arrived.length === pages.length ? submission : null;
    const lost = this.#draft.lost + pages.length - arrived.length;
    keepDraft(this.draftKey, { pages: arrived, note, contactConfirmed, submission: sending, lost });
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

const uploads = new Map<string, OrderUpload>();

/** The order that this patient is about to send, or the pages that this request waits for. It outlives its screen. */
export function orderUpload(patientId: string, requestId: string | undefined): OrderUpload {
  const key = `orden.${patientId}.${requestId ?? 'nueva'}`;
  const known = uploads.get(key) ?? new OrderUpload(key, sendFilesOf(patientId));
  uploads.set(key, known);
  return known;
}
