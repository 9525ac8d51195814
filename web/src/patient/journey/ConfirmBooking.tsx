import { useState } from 'react';
import { useMutation } from 'urql';
import { Link, useLocation } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { usePassed } from '../../graphql/use_passed.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { type RequestHolder, useReread } from './holder.tsx';
import styles from './journey.module.css';
import type { Offer } from './offers.ts';
import type { Hold } from './ReviewBooking.tsx';
import { Studies, useCoverage } from './Studies.tsx';
import { texts } from './texts.ts';
import { When } from './When.tsx';

const BookAppointmentMutation = graphql(`
  mutation BookAppointment($input: BookAppointmentInput!) {
    bookAppointment(input: $input) {
      appointment {
        id
      }
      offers {
        id
        startsAt
        site {
          id
          name
          address
        }
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

/** A slot that is kept, with all that there is to know before it counts. */
export function ConfirmBooking({
  hold,
  holder,
  all,
  again,
  onTaken,
}: {
  hold: Hold;
  holder: RequestHolder;
  /** Where all slots are. */
  all: string;
  /** Keeps the slot once more. */
  again: () => void;
  onTaken: (offers: Offer[]) => void;
}) {
  const t = useTexts(texts).review;
  const { time } = useFormat();
  const wordsOf = useProblems();
  const reread = useReread();
  const [, navigate] = useLocation();
  const [{ fetching }, book] = useMutation(BookAppointmentMutation);
  const { uncovered } = useCoverage(holder.services.map(({ id }) => id));
  const [selfPay, setSelfPay] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  const [lapsed, setLapsed] = useState(false);
  const expired = usePassed(hold.expiresAt) || lapsed;

  const confirm = async () => {
    if (fetching) return;
    if (uncovered && !selfPay) {
      setProblems([t.selfPayMissing]);
      return;
    }
    // A hold is booked once: whatever is sent again is the same booking.
    const idempotencyKey = selfPay ? `${hold.id}.particular` : hold.id;
    const { data, error } = await book({ input: { holdId: hold.id, idempotencyKey, selfPay } });
    const answer = data?.bookAppointment;
    if (answer?.appointment) {
      await reread();
      navigate('/reservar?aviso=reservado', { replace: true });
      return;
    }
    const { codes, general } = wordsOf({ error, userErrors: answer?.userErrors }, []);
    if (codes.includes('SLOT_TAKEN')) onTaken(answer?.offers ?? []);
    else if (codes.includes('HOLD_EXPIRED')) setLapsed(true);
    else setProblems(general);
  };

  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      {expired ? (
        <Banner tone="warning" urgent>
          <span>
            <b>{t.expired}.</b> {t.expiredHelp}
          </span>
        </Banner>
      ) : (
        <Banner tone="accent">{t.keptUntil(time(hold.expiresAt))}</Banner>
      )}
      <section className={styles.card}>
        <When visit={hold.slot} />
      </section>
      <Studies brief services={holder.services} />
      {problems.map((words) => (
        <Banner key={words} tone="danger" urgent>
          {words}
        </Banner>
      ))}
      {uncovered && (
        <label className={styles.check}>
          <input
            checked={selfPay}
            onChange={(event) => {
              setProblems([]);
              setSelfPay(event.target.checked);
            }}
            type="checkbox"
          />
          {t.selfPay}
        </label>
      )}
      <div className={styles.actions}>
        {expired ? (
          <Button
            onClick={() => {
              setLapsed(false);
              again();
            }}
          >
            {t.holdAgain}
          </Button>
        ) : (
          <Button busy={fetching} onClick={confirm}>
            {t.book}
          </Button>
        )}
        <Link className={secondaryLook} href={all} replace>
          {t.other}
        </Link>
      </div>
    </>
  );
}
