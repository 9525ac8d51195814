import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { Link, useLocation, useSearchParams } from 'wouter';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useProblems } from '../../graphql/problems.ts';
import { usePassed } from '../../graphql/use_passed.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import styles from '../journey/journey.module.css';
import { type Offer, OfferFragment } from '../offers/offer.ts';
import { later } from '../screen.ts';
import { Loading } from '../shell/Loading.tsx';
import { texts } from './texts.ts';

const Taken = later(() => import('./Taken.tsx').then(({ Taken }) => Taken));

const HoldSlotMutation = graphql(
  `
    mutation HoldSlot($input: HoldSlotInput!) {
      holdSlot(input: $input) {
        hold {
          id
          expiresAt
          slot {
            ...Offer
            resources {
              id
              practitioner {
                id
                name
              }
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

type Answer = ResultOf<typeof HoldSlotMutation>['holdSlot'];

/** A slot that is kept while the patient looks at it again, and what can become of it. */
export interface KeptSlot {
  hold: NonNullable<Answer['hold']>;
  /** Where all slots are. */
  all: string;
  /** Keeps it once more. */
  again: () => void;
  /** Somebody else has it; these are free. */
  onTaken: (offers: Offer[]) => void;
}

/** `…/revisar?turno=…`: keeps the slot that was chosen, and shows it; or what stands in the way. */
export function Kept(props: {
  /** Where slots are chosen. */
  base: string;
  /** The appointment that is to be moved there. */
  movingId?: string;
  children: (kept: KeptSlot) => ReactNode;
}) {
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  const wordsOf = useProblems();
  const [, navigate] = useLocation();
  const [address] = useSearchParams();
  const { base, movingId = null } = props;
  const slotId = address.get('turno') ?? '';
  const day = address.get('dia');
  const [, holdSlot] = useMutation(HoldSlotMutation);
  const keyOf = useIdempotencyKey();
  const last = useRef<string>(undefined);
  const [hold, setHold] = useState<KeptSlot['hold'] | null>(null);
  const [offers, setOffers] = useState<Offer[] | null>(null);
  const [problem, setProblem] = useState<string[]>([]);
  const all = day ? `${base}?dia=${day}` : base;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the words may change, the slot is kept once
  const keep = useCallback(async () => {
    setProblem([]);
    const wish = { slotId, movingId };
    const idempotencyKey = keyOf({ ...wish, after: last.current });
    const { data, error } = await holdSlot({ input: { ...wish, idempotencyKey } });
    const answer = data?.holdSlot;
    last.current = answer?.hold?.id ?? last.current;
    setHold(answer?.hold ?? null);
    const found = wordsOf({ error, userErrors: answer?.userErrors }, []);
    setOffers(found.codes.includes('SLOT_TAKEN') ? (answer?.offers ?? []) : null);
    if (!answer?.hold) setProblem(found.general);
  }, [holdSlot, keyOf, slotId, movingId]);
  useEffect(() => {
    void keep();
  }, [keep]);

  const choose = (id: string, startsAt: string) => {
    setOffers(null);
    setHold(null);
    navigate(`${base}/revisar?${new URLSearchParams({ turno: id, dia: dayOf(startsAt) })}`, {
      replace: true,
    });
  };
  if (offers) return <Taken all={all} offers={offers} onChoose={choose} />;
  if (hold?.slot.id === slotId) return props.children({ hold, all, again: keep, onTaken: setOffers });
  if (problem.length === 0) return <Loading />;
  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      <Banner tone="danger" urgent>
        <span>{problem.join(' ')}</span>
      </Banner>
      <Button onClick={keep}>{t.again}</Button>
      <Link className={secondaryLook} href={all} replace>
        {t.other}
      </Link>
    </>
  );
}

/** What came of confirming, as far as there is something to say: refusals by code, and the words for the rest. */
interface Unconfirmed {
  codes: string[];
  general: string[];
  offers: Offer[];
}

/** A kept slot with all that there is to know before it counts: until when it is kept, and what can be done. */
export function ReviewKept(props: {
  kept: KeptSlot;
  /** The word on the button. */
  word: string;
  busy: boolean;
  /** Confirms; nothing where that was done, or needs nothing said here. */
  confirm: () => Promise<Unconfirmed | undefined>;
  /** What is confirmed; `problems` stand where they are read before the button, until `mended`. */
  children: (problems: ReactNode, mended: () => void) => ReactNode;
}) {
  const t = useTexts(texts);
  const { time } = useFormat();
  const { hold, all, again, onTaken } = props.kept;
  const [problems, setProblems] = useState<string[]>([]);
  const [lapsed, setLapsed] = useState<{ id: string; why: string }>();
  const passed = usePassed(hold.expiresAt);
  // Its time need not be over: who looks at another slot gives this one up. The server knows.
  const why = lapsed?.id === hold.id ? lapsed.why : undefined;
  const isExpired = why !== undefined || passed;

  const confirm = async () => {
    if (props.busy) return;
    setProblems([]);
    const unconfirmed = await props.confirm();
    if (!unconfirmed) return;
    if (unconfirmed.codes.includes('SLOT_TAKEN')) onTaken(unconfirmed.offers);
    else if (unconfirmed.codes.includes('HOLD_EXPIRED'))
      setLapsed({ id: hold.id, why: unconfirmed.general.join(' ') });
    else setProblems(unconfirmed.general);
  };
  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      {isExpired ? (
        <Banner tone="warning" urgent>
          {why ?? `${t.expired} ${t.expiredHelp}`}
        </Banner>
      ) : (
        <Banner tone="accent">{t.keptUntil(time(hold.expiresAt))}</Banner>
      )}
      {props.children(
        problems.map((words) => (
          <Banner key={words} tone="danger" urgent>
            {words}
          </Banner>
        )),
        () => setProblems([]),
      )}
      <div className={styles.actions}>
        {isExpired ? (
          <Button onClick={again}>{t.holdAgain}</Button>
        ) : (
          <Button busy={props.busy} onClick={confirm}>
            {props.word}
          </Button>
        )}
        <Link className={secondaryLook} href={all} replace>
          {t.other}
        </Link>
      </div>
    </>
  );
}
