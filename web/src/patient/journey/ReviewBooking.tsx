import { useState } from 'react';
import { useMutation } from 'urql';
import { Redirect, useLocation } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Kept, type KeptSlot, ReviewKept } from '../hold/Kept.tsx';
import { texts } from '../hold/texts.ts';
import { OfferFragment } from '../offers/offer.ts';
import { ForRequest, type RequestHolder, useReread } from './holder.tsx';
import styles from './journey.module.css';
import { Studies, useCoverage } from './Studies.tsx';
import { isBookable } from './standing.ts';
import { When } from './When.tsx';

const BookAppointmentMutation = graphql(
  `
    mutation BookAppointment($input: BookAppointmentInput!) {
      bookAppointment(input: $input) {
        appointment {
          id
        }
        offers {
          ...Offer
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [OfferFragment],
);

/** `/reservar/revisar?turno=…`: the slot that was chosen, kept while the patient looks at it again. */
export function ReviewBooking() {
  return (
    <ForRequest>
      {(holder) =>
        isBookable(holder) ? (
          <Kept base="/reservar">{(kept) => <ConfirmBooking holder={holder} kept={kept} />}</Kept>
        ) : (
          <Redirect replace to="/reservar" />
        )
      }
    </ForRequest>
  );
}

function ConfirmBooking({ kept, holder }: { kept: KeptSlot; holder: RequestHolder }) {
  const t = useTexts(texts);
  const wordsOf = useProblems();
  const reread = useReread();
  const [, navigate] = useLocation();
  const [{ fetching }, book] = useMutation(BookAppointmentMutation);
  const { uncovered } = useCoverage(holder.services.map(({ id }) => id));
  const [selfPay, setSelfPay] = useState(false);
  const { hold } = kept;

  const confirm = async () => {
    if (uncovered && !selfPay) return { codes: [], general: [t.selfPayMissing], offers: [] };
    // A hold is booked once: whatever is sent again is the same booking.
    const idempotencyKey = selfPay ? `${hold.id}.particular` : hold.id;
    const { data, error } = await book({ input: { holdId: hold.id, idempotencyKey, selfPay } });
    const answer = data?.bookAppointment;
    if (!answer?.appointment) {
      return { ...wordsOf({ error, userErrors: answer?.userErrors }, []), offers: answer?.offers ?? [] };
    }
    await reread();
    navigate('/reservar?aviso=reservado', { replace: true });
  };

  return (
    <ReviewKept busy={fetching} confirm={confirm} kept={kept} word={t.book}>
      {(problems, mended) => (
        <>
          <section className={styles.card}>
            <When visit={hold.slot} />
          </section>
          <Studies brief services={holder.services} />
          {problems}
          {uncovered && (
            <label className={styles.check}>
              <input
                checked={selfPay}
                onChange={(event) => {
                  mended();
                  setSelfPay(event.target.checked);
                }}
                type="checkbox"
              />
              {t.selfPay}
            </label>
          )}
        </>
      )}
    </ReviewKept>
  );
}
