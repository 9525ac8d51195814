import { Link, useLocation } from 'wouter';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { HeldTicket } from '../journey/HeldTicket.tsx';
import { type CarePlanHolder, ForCarePlan, useReread } from '../journey/holder.tsx';
import { JustDone } from '../journey/JustDone.tsx';
import styles from '../journey/journey.module.css';
import { OpenForms } from '../journey/OpenForms.tsx';
import { Reminders } from '../journey/Reminders.tsx';
import { Studies } from '../journey/Studies.tsx';
import { texts } from './texts.ts';
import { comingVisits } from './visits.ts';

/** Past visits that are listed, the newest. */
const PAST = 10;

/** `/tratamiento`: the next visit of a care plan, those after it, and what was. */
export function Treatment() {
  return <ForCarePlan>{(holder) => <Plan holder={holder} />}</ForCarePlan>;
}

function Plan({ holder }: { holder: CarePlanHolder }) {
  const t = useTexts(texts);
  const { longDate, time } = useFormat();
  const [, navigate] = useLocation();
  const reread = useReread();
  const [next, ...later] = comingVisits(holder);
  const past = holder.carePlan.past.nodes.slice(-PAST).reverse();
  const cancelled = async () => {
    await reread();
    navigate('/tratamiento?aviso=cancelado', { replace: true });
  };
  return (
    <>
      <div>
        <PageTitle>{t.title}</PageTitle>
        <p className={styles.soft}>{holder.carePlan.title}</p>
      </div>
      <JustDone />
      <OpenForms forms={holder.forms.nodes} />
      {next ? (
        <>
          <h2>{t.next(next.visitNumber)}</h2>
          <HeldTicket
            appointment={next}
            key={next.id}
            onCancelled={cancelled}
            root={`/tratamiento/${next.id}`}
          />
          <Studies brief services={next.services} />
        </>
      ) : (
        <p className={styles.card}>{t.none}</p>
      )}
      {later.length > 0 && (
        <nav aria-labelledby="later" className={styles.stack}>
          <h2 id="later">{t.later}</h2>
          <ul className={styles.links}>
            {later.map(({ id, startsAt }) => (
              <li key={id}>
                <Link href={`/tratamiento/${id}`}>
                  {longDate(startsAt)}, {time(startsAt)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {past.length > 0 && (
        <section aria-labelledby="past" className={styles.card}>
          <h2 id="past">{t.past}</h2>
          <ul className={styles.list}>
            {past.map(({ id, startsAt, state }) => (
              <li key={id}>
                {longDate(startsAt)}
                {state === 'NO_SHOW' && <span className={styles.soft}> · {t.missed}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Reminders patient={holder.carePlan.patient} />
    </>
  );
}
