import { useState } from 'react';
import { Link } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import styles from '../journey/journey.module.css';
import type { Offer } from '../offers/offer.ts';
import { SlotCards } from '../offers/SlotCards.tsx';
import { texts as offerTexts } from '../offers/texts.ts';
import { texts } from './texts.ts';

/** Somebody else was quicker: the closest other slots, without a way back to the start. */
export function Taken({
  offers,
  all,
  onChoose,
}: {
  offers: readonly Offer[];
  /** Where all slots are. */
  all: string;
  onChoose: (id: string, startsAt: string) => void;
}) {
  const t = useTexts(texts);
  const offersT = useTexts(offerTexts);
  const [chosen, setChosen] = useState<string | null>(null);
  const [asks, setAsks] = useState(false);
  const found = offers.find(({ id }) => id === chosen);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (found) onChoose(found.id, found.startsAt);
        else setAsks(true);
      }}
    >
      <PageTitle>{t.taken}</PageTitle>
      <Banner tone="warning" urgent>
        {offers.length > 0 ? t.takenHelp : t.takenNone}
      </Banner>
      {asks && !found && (
        <p className={styles.problem} role="alert">
          {offersT.choose}
        </p>
      )}
      <SlotCards
        chosen={chosen}
        offers={offers}
        onChoose={setChosen}
        title={offersT.title}
        withDay
        withSite
      />
      <div className={styles.actions}>
        {offers.length > 0 && <Button type="submit">{offersT.next}</Button>}
        <Link className={secondaryLook} href={all} replace>
          {t.allTimes}
        </Link>
      </div>
    </form>
  );
}
