import { useMutation } from 'urql';
import { Redirect, useLocation } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Kept, type KeptSlot, ReviewKept } from '../hold/Kept.tsx';
import { texts } from '../hold/texts.ts';
import { OfferFragment } from '../offers/offer.ts';
import { AppointmentFragment } from './appointment.ts';
import { useReread } from './holder.tsx';
import styles from './journey.module.css';
import { type MoveProps, readMoving } from './moving.ts';
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
  [AppointmentFragment, OfferFragment],
);

/** `…/cambiar/revisar?turno=…`: the slot to which an appointment is to be moved, kept while it is looked at again. */
export function ReviewMove(props: MoveProps) {
  const { appointment } = readMoving(props.appointment);
  if (!appointment.canReschedule) return <Redirect replace to={props.home} />;
  return (
    <Kept base={`${props.root}/cambiar`} movingId={appointment.id}>
      {(kept) => <ConfirmMove {...props} kept={kept} />}
    </Kept>
  );
}

function ConfirmMove({ appointment: masked, home, kept }: MoveProps & { kept: KeptSlot }) {
  const t = useTexts(texts);
  const { longDate, hour } = useFormat();
  const wordsOf = useProblems();
  const reread = useReread();
  const [, navigate] = useLocation();
  const { appointment } = readMoving(masked);
  const [{ fetching }, move] = useMutation(RescheduleAppointmentMutation);
  const { hold } = kept;
  const owner = hold.slot.resources.find(({ practitioner }) => practitioner)?.practitioner;

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
    <ReviewKept busy={fetching} confirm={confirm} kept={kept} word={t.move}>
      {(problems) => (
        <>
          <section className={styles.card}>
            <When
              practitioner={(owner ?? appointment.carePlan?.practitioner)?.name}
              visit={{ ...hold.slot, segments: [] }}
            />
            <p className={styles.block}>
              <span className={styles.soft}>{t.instead}</span>
              <b>
                {longDate(appointment.startsAt)}, {hour(appointment.startsAt)}
              </b>
            </p>
          </section>
          {problems}
        </>
      )}
    </ReviewKept>
  );
}
