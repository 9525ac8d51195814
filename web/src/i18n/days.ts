/** The day so many days after another, as the API writes days. */
export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** Whether a text is a day as the API writes days: 31 February is none. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

/**
 * The day that somebody wrote as day, month and year, with or without signs between them; null where it is none. A year
 * of two digits is the latest such year until `today`.
 */
export function readDay(text: string, today: string): string | null {
  const parts =
    /^(\d{1,2})[^\d]+(\d{1,2})[^\d]+(\d{4}|\d{2})$/.exec(text.trim()) ??
    /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text.trim());
  if (!parts) return null;
  const [day, month] = [parts[1], parts[2]].map((part) => String(part).padStart(2, '0'));
  const ends = String(parts[3]);
  const century = Number(today.slice(0, 2));
  const years = ends.length === 4 ? [ends] : [`${century}${ends}`, `${century - 1}${ends}`];
  const found = years
    .map((year) => `${year}-${month}-${day}`)
    .find((written) => years.length === 1 || written <= today);
  // Whoever writes 31 February is told, and is not given a day in March.
  return found && isDay(found) ? found : null;
}

/** A day as `readDay` takes it back, in every language: 31/12/1956. */
export function writeDay(day: string): string {
  return day.split('-').reverse().join('/');
}

/** How old somebody is on a day, in whole years and, below two years, in months. */
export function ageOn(birthDate: string, day: string): { years: number; months: number } {
  const [[bornYear, bornMonth, bornDay], [year, month, dayOfMonth]] = [birthDate, day].map((written) =>
    written.split('-').map(Number),
  ) as [[number, number, number], [number, number, number]];
  const months = (year - bornYear) * 12 + month - bornMonth - (dayOfMonth < bornDay ? 1 : 0);
  return { years: Math.floor(months / 12), months };
}
