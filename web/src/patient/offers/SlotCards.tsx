import { useFormat } from '../../i18n/format.ts';
import { RadioCard } from '../../ui/patient/RadioCard.tsx';
import styles from '../journey/journey.module.css';
import type { Offer } from './offer.ts';

/** Slots as big cards, of which one is chosen. `withDay` where they are not of one day. */
export function SlotCards({
  title,
  offers,
  chosen,
  onChoose,
  withDay = false,
  withSite = false,
}: {
  title: string;
  offers: readonly Offer[];
  chosen: string | null;
  onChoose: (id: string) => void;
  withDay?: boolean;
  withSite?: boolean;
}) {
  const { longDate, hour } = useFormat();
  if (offers.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      <div className={withDay ? styles.stack : styles.slots}>
        {offers.map(({ id, startsAt, site }) => (
          <RadioCard checked={id === chosen} key={id} name="slot" onChange={() => onChoose(id)} value={id}>
            <span className={styles.offer}>
              {withDay && <small>{longDate(startsAt)}</small>}
              <b>{hour(startsAt)}</b>
              {withSite && <small>{site.name}</small>}
            </span>
          </RadioCard>
        ))}
      </div>
    </fieldset>
  );
}
