import { useMutation } from 'urql';
import { Link, Redirect, useLocation } from 'wouter';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { useReread } from './holder.tsx';
import styles from './journey.module.css';
import { Kept, type KeptSlot, ReviewKept } from './Kept.tsx';
import { Offers } from './Offers.tsx';
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

/** `…/cambiar/revisar?turno=…`: the slot to which an appointment is to be moved, kept while it is looked at again. */
export function ReviewMove(props: MoveProps) {
  const { appointment } = useMoving(props.appointment);
  if (!appointment.canReschedule) return <Redirect replace to={props.home} />;
  return (
    <Kept base={`${props.root}/cambiar`} movingId={appointment.id}>
      {(kept) => <ConfirmMove {...props} kept={kept} />}
    </Kept>
  );
}

function ConfirmMove({ appointment: masked, home, kept }: MoveProps & { kept: KeptSlot }) {
  const t = useTexts(texts);
  const { longDate, time } = useFormat();
  const wordsOf = useProblems();
  const reread = useReread();
  const [, navigate] = useLocation();
  const { appointment } = useMoving(masked);
  const [{ fetching }, move] = useMutation(RescheduleAppointmentMutation);
  const { hold } = kept;

  const confirm = async () => {
    // A hold moves once: whatever is sent again is the same move.
    const input = { id: appointment.id, holdId: hold.id, idempotencyKey: hold.id };
    const { data, error } = await move({ input });
    const answer = data?.rescheduleAppointment;
    if (!answer?.appointment) {
      return { ...wordsOf({ error, userErrors: answer?.userErrors }, []), offers: answer?.offers ?? [] };
    }
    await reread();
    navigate(`${home}?aviso=cambiado`, { replace: true });
  };

  return (
    <ReviewKept busy={fetching} confirm={confirm} kept={kept} word={t.review.move}>
      {(problems) => (
        <>
          <section className={styles.card}>
            <When
              practitioner={appointment.carePlan?.practitioner.name}
              visit={{ ...hold.slot, segments: [] }}
            />
            <p className={styles.block}>
              <span className={styles.soft}>{t.review.instead}</span>
              <b>
                {longDate(appointment.startsAt)}, {t.ticket.hour(time(appointment.startsAt))}
              </b>
            </p>
          </section>
          {problems}
        </>
      )}
    </ReviewKept>
  );
}
