import { Link } from 'wouter';
import { addDays } from '../../i18n/days.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from '../journey/journey.module.css';
import { type Search, useDays } from './offers.ts';
import { texts } from './texts.ts';

/** The days of a week from `from` on, those with slots to choose from, and the ways to later and earlier ones. */
export function DayStrip({
  search,
  from,
  today,
  shown,
  addressOf,
}: {
  search: Search;
  from: string;
  today: string;
  /** The day whose slots are shown. */
  shown: string | undefined;
  /** The address that shows a day in the week that begins at another. */
  addressOf: (from: string, day?: string) => string;
}) {
  const t = useTexts(texts);
  const { longDay, weekday, dayOfMonth } = useFormat();
  const days = useDays(search, from);
  const before = addDays(from, -7) < today ? today : addDays(from, -7);
  return (
    <nav aria-label={t.days} className={styles.dates}>
      <ul className={styles.strip}>
        {days.map(({ day, free }) => {
          const words = (
            <>
              {weekday(day)}
              <b>{dayOfMonth(day)}</b>
            </>
          );
          return (
            <li key={day}>
              {free || day === shown ? (
                <Link
                  aria-current={day === shown ? 'date' : undefined}
                  aria-label={longDay(day)}
                  href={addressOf(from, day)}
                  replace
                >
                  {words}
                </Link>
              ) : (
                <span className={free === false ? styles.full : undefined}>
                  {words}
                  {free === false && <span className="only-spoken">{t.noSlots}</span>}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <div className={styles.more}>
        {from > today && (
          <Link href={addressOf(before)} replace>
            {t.earlier}
          </Link>
        )}
        <Link href={addressOf(addDays(from, 7))} replace>
          {t.later}
        </Link>
      </div>
    </nav>
  );
}
