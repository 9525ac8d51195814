import { useState } from 'react';
import { Link } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import styles from './journey.module.css';
import type { Offer } from './offers.ts';
import { SlotCards } from './SlotCards.tsx';
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
      <PageTitle>{t.review.taken}</PageTitle>
      <Banner tone="warning" urgent>
        {offers.length > 0 ? t.review.takenHelp : t.review.takenNone}
      </Banner>
      {asks && !found && (
        <p className={styles.problem} role="alert">
          {t.offers.choose}
        </p>
      )}
      <SlotCards
        chosen={chosen}
        offers={offers}
        onChoose={setChosen}
        title={t.offers.title}
        withDay
        withSite
      />
      <div className={styles.actions}>
        {offers.length > 0 && <Button type="submit">{t.offers.next}</Button>}
        <Link className={secondaryLook} href={all} replace>
          {t.review.allTimes}
        </Link>
      </div>
    </form>
  );
}
