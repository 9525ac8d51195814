import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './journey.module.css';
import { texts } from './texts.ts';

/** When and where a slot or an appointment is. */
interface Visit {
  startsAt: string;
  site: { name: string; address: string } | null;
  segments: readonly { startsAt: string; service: { id: string; name: string } }[];
}

/** When, where and what, in the order in which people look for it. */
export function When({ visit, practitioner }: { visit: Visit; practitioner?: string | undefined }) {
  const t = useTexts(texts).ticket;
  const { longDate, hour } = useFormat();
  const several = visit.segments.length > 1;
  return (
    <div className={styles.stack}>
      <p className={styles.when}>
        <span className={styles.day}>{longDate(visit.startsAt)}</span>
        <span className={styles.time}>{hour(visit.startsAt)}</span>
      </p>
      {practitioner && (
        <p>
          {t.with} <b>{practitioner}</b>
        </p>
      )}
      {visit.site && (
        <p>
          <b>{visit.site.name}</b>
          <br />
          {visit.site.address}
        </p>
      )}
      <ul className={styles.list}>
        {visit.segments.map(({ startsAt, service }) => (
          <li key={service.id}>
            {several && `${hour(startsAt)} · `}
            {service.name}
          </li>
        ))}
      </ul>
    </div>
  );
}
