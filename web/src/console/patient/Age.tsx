import { serverNow } from '../../graphql/clock.ts';
import { ageOn } from '../../i18n/days.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './Age.module.css';
import { texts } from './texts.ts';

/** How old a patient is, with the day of birth: it decides between studies. Nothing where it is not known. */
export function Age({ birthDate }: { birthDate: string | null }) {
  const t = useTexts(texts);
  const { day, dayOf } = useFormat();
  if (!birthDate) return null;
  const { years, months } = ageOn(birthDate, dayOf(serverNow()));
  return (
    <span className={styles.age}>
      <b>{years < 2 ? t.months(months) : t.years(years)}</b> ({day(birthDate)})
    </span>
  );
}
