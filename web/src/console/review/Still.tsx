import { Component, createRef, type ReactNode, type RefObject } from 'react';

/** What is kept still. */
interface StillProps {
  /** What scrolls. */
  scroller: RefObject<HTMLElement | null>;
  /** The request that is open. */
  open: string | undefined;
  children: ReactNode;
}

/** A row, and where on the screen it stands. */
interface Place {
  id: string;
  top: number;
}

/**
 * Keeps the rows of the queue where they are on the screen while others come and go above them: the one that is open,
 * or the first that is seen where that is out of sight. At the beginning of a short list there is nothing to scroll;
 * so much room is made at its end. (A class, since hooks do not see the screen as it was.)
 */
export class Still extends Component<StillProps, object, Place | null> {
  #room = createRef<HTMLDivElement>();

  override getSnapshotBeforeUpdate(before: StillProps): Place | null {
    const { open, scroller } = this.props;
    // Another one is opened: it is led to.
    if (!scroller.current || before.open !== open) return null;
    const { top, bottom } = scroller.current.getBoundingClientRect();
    const isSeen = (row: HTMLElement) => {
      const place = row.getBoundingClientRect();
      return place.bottom > top && place.top < bottom;
    };
    const rows = [...scroller.current.querySelectorAll<HTMLElement>('[data-request]')];
    const row = [rowOf(scroller.current, open), ...rows].find((row) => row && isSeen(row));
    return row?.dataset.request ? { id: row.dataset.request, top: row.getBoundingClientRect().top } : null;
  }

  override componentDidUpdate(_before: StillProps, _state: object, place: Place | null) {
    const scroller = this.props.scroller.current;
    const room = this.#room.current;
    if (!scroller || !room) return;
    const row = place && rowOf(scroller, place.id);
    const wanted = scroller.scrollTop + (row ? row.getBoundingClientRect().top - place.top : 0);
    const list = room.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    room.style.height = `${Math.max(0, wanted + scroller.clientHeight - list)}px`;
    scroller.scrollTop = wanted;
    // On a telephone the page scrolls, and the browser keeps it still.
    if (Math.abs(scroller.scrollTop - wanted) > 1) room.style.height = '0';
  }

  override render() {
    return (
      <>
        {this.props.children}
        <div ref={this.#room} />
      </>
    );
  }
}

/** A request's row. */
export function rowOf(list: HTMLElement | null, id: string | undefined): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-request="${CSS.escape(id ?? '')}"]`) ?? null;
}
