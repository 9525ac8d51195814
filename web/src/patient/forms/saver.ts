import type { UserError } from '../../graphql/problems.ts';

/** What came of one call that saves answers. */
export interface Outcome {
  /** Nothing was refused. */
  saved: boolean;
  /** The server was not reached: what was sent has to be sent again. */
  unreachable: boolean;
  /** Why the call failed as a whole, in words: it would fail again, so it is sent again with the next answer only. */
  failed: readonly string[];
  refusals: readonly UserError[];
}

/** How saving stands. */
interface Saving {
  state: 'idle' | 'saving' | 'waiting';
  /** What the server says about answers that do not fit, by their fields. */
  problems: Record<string, string>;
  /** What it says about the form or the call as a whole. */
  refused: readonly string[];
}

/** How long typing may pause before it is saved. */
const PAUSE = 800;
/** How long until the next try where the server was not reached. */
const RETRY = 3_000;

/**
 * Saves the answers to a form as they are given: the newest of each field, one call at a time, again when the server
 * was not reached. Answers that do not fit are set apart, so that they hold up no others.
 */
export class Saver<Value> {
  #waiting = new Map<string, Value>();
  #sent: readonly string[] = [];
  #sending: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Saving = { state: 'idle', problems: {}, refused: [] };
  #listeners = new Set<() => void>();
  readonly #send: (answers: { fieldId: string; value: Value }[]) => Promise<Outcome>;

  constructor(send: (answers: { fieldId: string; value: Value }[]) => Promise<Outcome>) {
    this.#send = send;
  }

  /** How saving stands; the same object until something changes. */
  readonly get = () => this.#saving;

  /** Tells of changes. */
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Takes an answer, to be saved when typing pauses. */
  give(fieldId: string, value: Value) {
    const { [fieldId]: _mended, ...problems } = this.#saving.problems;
    this.#waiting.set(fieldId, value);
    this.#change({ problems });
    this.#later(PAUSE);
  }

  /** Whether something is not saved yet. */
  get pending(): boolean {
    return this.#waiting.size > 0 || this.#sending !== undefined;
  }

  /** Whether the newest answer to a question is not with the server: on its way, waiting, or refused. */
  isUnsaved(fieldId: string): boolean {
    return this.#waiting.has(fieldId) || this.#sent.includes(fieldId) || fieldId in this.#saving.problems;
  }

  /** Saves now what was given; afterwards `pending` says whether it could be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#sending) await this.#sending;
    if (this.#waiting.size === 0) return;
    this.#sending = this.#sendAll();
    await this.#sending;
    if (this.#saving.state === 'idle' && this.#waiting.size > 0) await this.flush();
  }

  async #sendAll() {
    const sent = [...this.#waiting].map(([fieldId, value]) => ({ fieldId, value }));
    this.#waiting.clear();
    this.#sent = sent.map(({ fieldId }) => fieldId);
    // While the server is not reached, each try would make what is shown jump.
    if (this.#saving.state !== 'waiting') this.#change({ state: 'saving' });
    const outcome = await this.#send(sent);
    this.#sending = undefined;
    this.#sent = [];
    if (outcome.unreachable || outcome.failed.length > 0) {
      this.#putBack(sent);
      this.#change({ state: 'waiting', refused: outcome.failed });
      if (outcome.unreachable) this.#later(RETRY);
      return;
    }
    if (outcome.saved) return this.#change({ state: 'idle', refused: [] });
    const problems: Record<string, string> = {};
    const refused: string[] = [];
    for (const { field, message } of outcome.refusals) {
      const fieldId = field?.[1] === 'answers' ? sent[Number(field[2])]?.fieldId : undefined;
      if (fieldId) problems[fieldId] = message;
      else refused.push(message);
    }
    // All of a call is saved or nothing.
    if (refused.length === 0) this.#putBack(sent.filter(({ fieldId }) => !(fieldId in problems)));
    this.#change({ state: 'idle', problems: { ...this.#saving.problems, ...problems }, refused });
  }

  /** What was given meanwhile is newer. */
  #putBack(answers: { fieldId: string; value: Value }[]) {
    for (const { fieldId, value } of answers) {
      if (!this.#waiting.has(fieldId)) this.#waiting.set(fieldId, value);
    }
  }

  #later(pause: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  #change(changes: Partial<Saving>) {
    this.#saving = { ...this.#saving, ...changes };
    for (const listener of this.#listeners) listener();
  }
}
