/** Working hours of a day, in minutes after midnight; null while a time is not typed yet. */
export interface Run {
  startMinute: number | null;
  endMinute: number | null;
}

/** Working hours of a day of the week: 1 Monday to 7 Sunday. */
export interface WeeklyRun extends Run {
  weekday: number;
}

/** Working hours of a day of the week, as they are kept. */
interface KeptRun {
  weekday: number;
  startMinute: number;
  endMinute: number;
  validFrom: string;
  validTo: string | null;
}

/** The days of the week, Monday first. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

const WORKDAYS = [1, 2, 3, 4, 5];

/** The hours that hold on a day; days are written as the API does, so that they compare as texts. */
export function hoursOn(kept: readonly KeptRun[], day: string): WeeklyRun[] {
  return kept
    .filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day <= validTo))
    .map(({ weekday, startMinute, endMinute }) => ({ weekday, startMinute, endMinute }));
}

/** The later days on which other hours begin to hold. */
export function laterChanges(kept: readonly KeptRun[], day: string): string[] {
  const later = kept.map(({ validFrom }) => validFrom).filter((from) => from > day);
  return [...new Set(later)].sort();
}

/** Hours to go on with after these: an hour later, or a morning. */
export function nextRun(runs: readonly Run[]): Run {
  const end = Math.max(...runs.map(({ endMinute }) => endMinute ?? 0), 0);
  if (end === 0) return { startMinute: 8 * 60, endMinute: 12 * 60 };
  const start = Math.min(end + 60, 23 * 60);
  return { startMinute: start, endMinute: Math.min(start + 4 * 60, 24 * 60) };
}

/** Gives all days from Monday to Friday the hours of one of them. */
export function repeatOnWorkdays(hours: readonly WeeklyRun[], weekday: number): WeeklyRun[] {
  const model = hours.filter((run) => run.weekday === weekday);
  const others = hours.filter((run) => !WORKDAYS.includes(run.weekday));
  return [...WORKDAYS.flatMap((day) => model.map((run) => ({ ...run, weekday: day }))), ...others];
}

/** Whether every time is typed, so that the hours can be sent. */
export function isComplete<Any extends Run>(
  runs: readonly Any[],
): runs is readonly (Any & { startMinute: number; endMinute: number })[] {
  return runs.every(({ startMinute, endMinute }) => startMinute !== null && endMinute !== null);
}

/** 08:30; the end of a day is 24:00. */
export function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
