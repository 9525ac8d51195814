import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { serverNow } from '../../graphql/clock.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import styles from '../journey/journey.module.css';
import { Loading } from '../shell/Loading.tsx';
import { ReachClinic } from '../shell/ReachClinic.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { DayStrip } from './DayStrip.tsx';
import { useOffers } from './offers.ts';
import { SlotCards } from './SlotCards.tsx';
import { texts } from './texts.ts';

/** The free slots: a day, by morning and afternoon, and which other days have some. The address says which. */
export function Offers({
  serviceIds,
  movingId,
  base,
}: {
  serviceIds: string[];
  movingId?: string;
  /** Where this is shown; what was chosen is looked at again at `…/revisar`. */
  base: string;
}) {
  const t = useTexts(texts);
  const { dayOf, longDay, time } = useFormat();
  const [, navigate] = useLocation();
  const [address, setAddress] = useSearchParams();
  const [problem, setProblem] = useState(false);
  const [wanted, week, siteId, chosen] = ['dia', 'desde', 'sede', 'turno'].map((name) => address.get(name));
  const today = dayOf(serverNow());
  const from = wanted ?? week ?? today;
  const everywhere = { serviceIds, ...(movingId ? { movingId } : {}) };
  const search = siteId ? { ...everywhere, siteId } : everywhere;
  const { day, offers, waits, error, again } = useOffers(search, from);
  const { sites } = useOffers(everywhere, week ?? today);
  const site = sites.find(({ id }) => id === siteId);
  const addressOf = (week: string, day?: string) => {
    const next = new URLSearchParams({ desde: week, ...(day ? { dia: day } : {}) });
    if (siteId) next.set('sede', siteId);
    return `${base}?${next}`;
  };
  const change = (changes: Record<string, string | undefined>) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('aviso');
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  const present = offers.find(({ id }) => id === chosen)?.id ?? null;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // The button that comes with the choice must not stand over it.
    if (present) form.current?.querySelector('label:has(:focus)')?.scrollIntoView({ block: 'nearest' });
  }, [present]);
  const goOn = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (present && day) {
      navigate(`${base}/revisar?${new URLSearchParams({ turno: present, dia: day })}`);
      return;
    }
    setProblem(true);
    event.currentTarget.querySelector<HTMLElement>('[name="slot"]')?.focus();
  };

  // From one day to the next the days stay where they are, and so does the focus.
  if (waits && !week && !day) return <Loading />;
  if (error) return <Unavailable again={again} error={error} />;
  const morning = offers.filter(({ startsAt }) => time(startsAt) < '12');
  const afternoon = offers.filter(({ startsAt }) => time(startsAt) >= '12');
  const cards = {
    chosen: present,
    onChoose: (id: string) => {
      setProblem(false);
      change({ turno: id });
    },
    withSite: sites.length > 1 && !siteId,
  };
  return (
    <form className={styles.form} onSubmit={goOn} ref={form}>
      {(sites.length > 1 || siteId) && (
        <div className={styles.stack}>
          <label className={styles.site}>
            {t.site}
            <select
              onChange={(event) => change({ sede: event.target.value, turno: undefined })}
              value={siteId ?? ''}
            >
              <option value="">{t.allSites}</option>
              {sites.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {site && <p className={styles.soft}>{site.address}</p>}
        </div>
      )}
      <DayStrip addressOf={addressOf} from={week ?? day ?? today} search={search} shown={day} today={today} />
      {waits ? (
        <Loading />
      ) : day ? (
        <>
          <div className={styles.stack}>
            <h2 className={styles.day}>{longDay(day)}</h2>
            {sites.length === 1 && !siteId && (
              <p>
                <b>{sites[0]?.name}</b>
                <br />
                {sites[0]?.address}
              </p>
            )}
            {!wanted && !week && <p className={styles.soft}>{t.firstDay}</p>}
            {wanted && wanted !== day && <p role="status">{t.instead(longDay(wanted))}</p>}
          </div>
          {problem && (
            <p className={styles.problem} role="alert">
              {t.choose}
            </p>
          )}
          <SlotCards offers={morning} title={t.morning} {...cards} />
          <SlotCards offers={afternoon} title={t.afternoon} {...cards} />
          <div className={present ? styles.bar : styles.actions}>
            <Button type="submit">{t.next}</Button>
          </div>
        </>
      ) : (
        <EmptyState title={t.none}>
          <p>{t.noneHelp}</p>
          <ReachClinic />
        </EmptyState>
      )}
    </form>
  );
}
