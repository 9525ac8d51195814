import { useMemo } from 'react';
import { useClinic } from '../session/clinic.tsx';
import { type Language, LOCALES, useLanguage } from './language.ts';

/** A `DateTime` of the API, an instant in milliseconds, or a `Date`. */
type Instant = string | number | Date;

/** As limits are given: 20 MB are 20 of these. */
const MEGABYTE = 1024 * 1024;

/** Values as people read them. Instants are told in the clinic's time, wherever the browser is. */
export function format(language: Language, timeZone: string) {
  const locale = LOCALES[language];
  const instants = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
    return (instant: Instant) => formatter.format(new Date(instant));
  };
  // A `Date` of the API is a day and no instant: no time zone may move it.
  const days = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    return (day: string) => formatter.format(new Date(`${day}T00:00:00Z`));
  };
  const iso = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const time = instants({ hour: '2-digit', minute: '2-digit' });
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    /** 10:32 */
    time,
    /** 10:32 h */
    hour: (instant: Instant) => (language === 'es' ? `${time(instant)}\u00a0h` : time(instant)),
    /** 23/11/2026 */
    date: instants({ day: '2-digit', month: '2-digit', year: 'numeric' }),
    /** 23/11/2026, 10:32 */
    dateTime: instants({
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }),
    /** lunes, 23 de noviembre */
    longDate: instants({ weekday: 'long', day: 'numeric', month: 'long' }),
    /** 23/11/2026, of a day */
    day: days({ day: '2-digit', month: '2-digit', year: 'numeric' }),
    /** lunes, 23 de noviembre, of a day */
    longDay: days({ weekday: 'long', day: 'numeric', month: 'long' }),
    /** lun, of a day */
    weekday: days({ weekday: 'short' }),
    /** 23, of a day */
    dayOfMonth: days({ day: 'numeric' }),
    /** The clinic's day of an instant, as the API writes days: 2026-11-23 */
    dayOf: (instant: Instant) => iso.format(new Date(instant)),
    number: (value: number) => number.format(value),
    /** 45 %, of 0.45 */
    percent: (part: number) => percent.format(part),
    /** 3,4 MB; rounded up, so that what is over a limit never reads like the limit. */
    bytes: (count: number) =>
      count < MEGABYTE
        ? `${number.format(Math.ceil(count / 1024))} kB`
        : `${tenths.format(Math.ceil((count / MEGABYTE) * 10) / 10)} MB`,
  };
}

/** Values as people read them, in the language that is shown and the clinic's time. */
export function useFormat() {
  const language = useLanguage();
  const { timeZone } = useClinic();
  return useMemo(() => format(language, timeZone), [language, timeZone]);
}
