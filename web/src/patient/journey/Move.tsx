import { useState } from 'react';
import { useMutation } from 'urql';
import { Link, Redirect, useLocation, useSearchParams } from 'wouter';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { useReread } from './holder.tsx';
import styles from './journey.module.css';
import { Offers } from './Offers.tsx';
import { type Offer, useOffers } from './offers.ts';
import { Taken } from './Taken.tsx';
import { AppointmentFragment } from './Ticket.tsx';
import { texts } from './texts.ts';
import { When } from './When.tsx';

const RescheduleAppointmentMutation = graphql(
  `
    mutation RescheduleAppointment($input: RescheduleAppointmentInput!) {
      rescheduleAppointment(input: $input) {
        appointment {
          id
          ...Appointment
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
  `,
  [AppointmentFragment],
);

interface MoveProps {
  appointment: FragmentOf<typeof AppointmentFragment>;
  /** Where the pages of this appointment begin. */
  root: string;
  /** Where it is shown among what else there is. */
  home: string;
}

function useMoving(masked: MoveProps['appointment']) {
  const appointment = readFragment(AppointmentFragment, masked);
  const serviceIds = appointment.segments.map(({ service }) => service.id);
  const kind = appointment.carePlan ? ('visit' as const) : ('appointment' as const);
  return { appointment, serviceIds, kind };
}

/** `…/cambiar`: the slots to which an appointment can be moved. */
export function Move({ appointment: masked, root, home }: MoveProps) {
  const t = useTexts(texts);
  const { longDate, time } = useFormat();
  const { appointment, serviceIds, kind } = useMoving(masked);
  if (!appointment.canReschedule) return <Redirect replace to={home} />;
  return (
    <>
      <PageTitle>{t.offers.move[kind]}</PageTitle>
      <Banner>
        <span>
          {t.offers.now}{' '}
          <b>
            {longDate(appointment.startsAt)}, {t.ticket.hour(time(appointment.startsAt))}
          </b>
          . {t.offers.keep}
        </span>
      </Banner>
      <Offers base={`${root}/cambiar`} movingId={appointment.id} serviceIds={serviceIds} />
      <Link className={secondaryLook} href={home}>
        {t.offers.back}
      </Link>
    </>
  );
}

/** `…/cambiar/revisar?turno=…`: the slot to which an appointment is to be moved, looked at again. */
export function ReviewMove({ appointment: masked, root, home }: MoveProps) {
  const t = useTexts(texts);
  const { dayOf, longDate, time } = useFormat();
  const wordsOf = useProblems();
  const reread = useReread();
  const [, navigate] = useLocation();
  const [address] = useSearchParams();
  const { appointment, serviceIds } = useMoving(masked);
  const slotId = address.get('turno') ?? '';
  const day = address.get('dia') ?? dayOf(appointment.startsAt);
  const { offers, waits, error, again } = useOffers({ serviceIds, movingId: appointment.id }, day);
  const [{ fetching }, move] = useMutation(RescheduleAppointmentMutation);
  const keyOf = useIdempotencyKey();
  const [taken, setTaken] = useState<Offer[] | null>(null);
  const [problems, setProblems] = useState<string[]>([]);
  const all = `${root}/cambiar?dia=${day}`;

  const confirm = async () => {
    if (fetching) return;
    const input = { id: appointment.id, slotId, idempotencyKey: keyOf([slotId, appointment.version]) };
    const { data, error } = await move({ input });
    const answer = data?.rescheduleAppointment;
    if (answer?.appointment) {
      await reread();
      navigate(`${home}?aviso=cambiado`, { replace: true });
      return;
    }
    const { codes, general } = wordsOf({ error, userErrors: answer?.userErrors }, []);
    if (codes.includes('SLOT_TAKEN')) setTaken(answer?.offers ?? []);
    else setProblems(general);
  };
  const choose = (id: string, startsAt: string) => {
    setTaken(null);
    navigate(`${root}/cambiar/revisar?${new URLSearchParams({ turno: id, dia: dayOf(startsAt) })}`, {
      replace: true,
    });
  };

  if (!appointment.canReschedule) return <Redirect replace to={home} />;
  if (waits) return <p role="status">{t.loading}</p>;
  if (error) return <Unavailable again={again} error={error} />;
  const slot = offers.find(({ id }) => id === slotId);
  if (taken || !slot) return <Taken all={all} offers={taken ?? []} onChoose={choose} />;
  return (
    <>
      <PageTitle>{t.review.title}</PageTitle>
      <section className={styles.card}>
        <When practitioner={appointment.carePlan?.practitioner.name} visit={{ ...slot, segments: [] }} />
        <p className={styles.block}>
          <span className={styles.soft}>{t.review.instead}</span>
          <b>
            {longDate(appointment.startsAt)}, {t.ticket.hour(time(appointment.startsAt))}
          </b>
        </p>
      </section>
      {problems.map((words) => (
        <Banner key={words} tone="danger" urgent>
          {words}
        </Banner>
      ))}
      <div className={styles.actions}>
        <Button busy={fetching} onClick={confirm}>
          {t.review.move}
        </Button>
        <Link className={secondaryLook} href={all} replace>
          {t.review.other}
        </Link>
      </div>
    </>
  );
}
