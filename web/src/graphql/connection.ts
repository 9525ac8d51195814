import { serverNow } from './clock.ts';

/** How the live feed stands. */
interface Connection {
  /** False from the moment in which the loss was noticed until the server answers again. */
  online: boolean;
  /** Since when it is so, in milliseconds of the server's clock. */
  since: number;
  /** When the server was last heard, in milliseconds of the server's clock; null before the first time. */
  heard: number | null;
}

/** Holds how the live feed stands, for whoever shows it. */
export class ConnectionStore {
  #now: Connection = { online: true, since: serverNow(), heard: null };
  #listeners = new Set<() => void>();

  /** The present state; the same object until something changes. */
  readonly get = () => this.#now;

  /** Tells of changes between online and offline, and of what was heard while offline. */
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** The server was heard. */
  hear() {
    const now = serverNow();
    if (this.#now.online) {
      // Nobody shows the time of the last update while all is well: no render for it.
      this.#now = { ...this.#now, heard: now };
    } else {
      this.#change({ online: true, since: now, heard: now });
    }
  }

  /** The connection is lost. */
  lose() {
    if (this.#now.online) this.#change({ ...this.#now, online: false, since: serverNow() });
  }

  #change(next: Connection) {
    this.#now = next;
    for (const listener of this.#listeners) listener();
  }
}
