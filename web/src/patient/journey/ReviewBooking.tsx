import { useCallback, useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { Link, Redirect, useLocation, useSearchParams } from 'wouter';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { isBookable } from './Booking.tsx';
import { ConfirmBooking } from './ConfirmBooking.tsx';
import { ForRequest, type RequestHolder } from './holder.tsx';
import { Taken } from './Taken.tsx';
import { texts } from './texts.ts';

const HoldSlotMutation = graphql(`
  mutation HoldSlot($input: HoldSlotInput!) {
    holdSlot(input: $input) {
      hold {
        id
        expiresAt
        slot {
          id
          startsAt
          site {
            id
            name
            address
          }
          segments {
            startsAt
            service {
              id
              name
            }
          }
        }
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

type Answer = ResultOf<typeof HoldSlotMutation>['holdSlot'];

/** A slot that is kept for a while. */
export type Hold = NonNullable<Answer['hold']>;

/** `/reservar/revisar?turno=…`: the slot that was chosen, kept while the patient looks at it again. */
export function ReviewBooking() {
  return (
    <ForRequest>
      {(holder) => (isBookable(holder) ? <Kept holder={holder} /> : <Redirect replace to="/reservar" />)}
    </ForRequest>
  );
}

function Kept({ holder }: { holder: RequestHolder }) {
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  const wordsOf = useProblems();
  const [, navigate] = useLocation();
  const [address] = useSearchParams();
  const slotId = address.get('turno') ?? '';
  const day = address.get('dia');
  const [, holdSlot] = useMutation(HoldSlotMutation);
  const [hold, setHold] = useState<Hold | null>(null);
  const [offers, setOffers] = useState<Answer['offers'] | null>(null);
  const [problem, setProblem] = useState<string[]>([]);
  const all = day ? `/reservar?dia=${day}` : '/reservar';

  // biome-ignore lint/correctness/useExhaustiveDependencies: the words may change, the slot is kept once
  const keep = useCallback(async () => {
    setProblem([]);
    const { data, error } = await holdSlot({ input: { slotId } });
    const answer = data?.holdSlot;
    setHold(answer?.hold ?? null);
    const found = wordsOf({ error, userErrors: answer?.userErrors }, []);
    setOffers(found.codes.includes('SLOT_TAKEN') ? (answer?.offers ?? []) : null);
    if (!answer?.hold) setProblem(found.general);
  }, [holdSlot, slotId]);
  useEffect(() => {
    void keep();
  }, [keep]);

  const choose = (id: string, startsAt: string) => {
    setOffers(null);
    setHold(null);
    navigate(`/reservar/revisar?${new URLSearchParams({ turno: id, dia: dayOf(startsAt) })}`, {
      replace: true,
    });
  };
  if (offers) return <Taken all={all} offers={offers} onChoose={choose} />;
  if (hold?.slot.id === slotId) {
    return <ConfirmBooking again={keep} all={all} hold={hold} holder={holder} onTaken={setOffers} />;
  }
  if (problem.length === 0) return <p role="status">{t.loading}</p>;
  return (
    <>
      <PageTitle>{t.review.title}</PageTitle>
      <Banner tone="danger" urgent>
        <span>{problem.join(' ')}</span>
      </Banner>
      <Button onClick={keep}>{t.again}</Button>
      <Link className={secondaryLook} href={all} replace>
        {t.review.other}
      </Link>
    </>
  );
}
