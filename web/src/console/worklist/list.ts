/** A page of the grid, by the ids of its rows. */
interface ListPage {
  ids: string[];
  hasMore: boolean;
}

/**
 * The grid's list: which requests it has read so far, in which order. The rows themselves are in the normalised cache.
 * Nothing moves under the reader's hand: what no longer belongs stays until the list is read anew.
 */
export interface List extends ListPage {
  /** Those of it that no longer belong. */
  gone: ReadonlySet<string>;
  /** Those that belong and are not in it. */
  fresh: ReadonlySet<string>;
}

/** What happens to the list. */
export type ListEvent =
  | { type: 'read'; page: ListPage }
  | { type: 'more'; page: ListPage }
  /** `comesLast`: where it belongs, it belongs after all others. */
  | { type: 'changed'; id: string; belongs: boolean; comesLast: boolean };

/** Where somebody is in the list: at the row that stands first on the screen. */
export interface Place {
  id: string;
  index: number;
  /** The row that the keys are about. */
  selected?: string;
}

/** How many rows are wanted beyond what is in sight. */
export const AHEAD = 40;

/** Whether so many rows are enough to stand at this place again. */
export function reaches(count: number, place: Place): boolean {
  return count > place.index + AHEAD;
}

/** Which row stands first when somebody comes back: the same one, or else what is now where it was. */
export function indexOf(place: Place, ids: readonly string[]): number {
  const index = ids.indexOf(place.id);
  return index < 0 ? Math.min(place.index, ids.length - 1) : index;
}

const EMPTY: ReadonlySet<string> = new Set();

/** The list after something happened. */
export function listAfter(list: List | undefined, event: ListEvent): List | undefined {
  if (event.type === 'read') return { ...event.page, gone: EMPTY, fresh: EMPTY };
  if (!list) return list;
  if (event.type === 'more') {
    const known = new Set(list.ids);
    const added = event.page.ids.filter((id) => !known.has(id));
    return {
      ...event.page,
      ids: [...list.ids, ...added],
      gone: list.gone,
      fresh: without(list.fresh, added),
    };
  }
  const { id, belongs, comesLast } = event;
  if (list.ids.includes(id)) {
    return belongs === !list.gone.has(id) ? list : { ...list, gone: toggled(list.gone, id, !belongs) };
  }
  if (!belongs) return list.fresh.has(id) ? { ...list, fresh: toggled(list.fresh, id, false) } : list;
  // What comes last is read with the last page, or stands at the end at once.
  if (comesLast) return list.hasMore ? list : { ...list, ids: [...list.ids, id] };
  return list.fresh.has(id) ? list : { ...list, fresh: toggled(list.fresh, id, true) };
}

function toggled(set: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (isIn) next.add(id);
  else next.delete(id);
  return next;
}

function without(set: ReadonlySet<string>, ids: string[]): ReadonlySet<string> {
  return ids.some((id) => set.has(id)) ? new Set([...set].filter((id) => !ids.includes(id))) : set;
}
