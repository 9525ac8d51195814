import type { FragmentOf } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import type { AppointmentFragment } from '../journey/appointment.ts';
import { Studies } from '../journey/Studies.tsx';
import type { StudyFragment } from '../journey/study.ts';
import { Ticket } from '../journey/Ticket.tsx';
import { texts as journeyTexts } from '../journey/texts.ts';
import styles from './request.module.css';
import { texts } from './texts.ts';

/** The appointment of a request, as the link of its message shows it; from there it is moved and cancelled. */
export function BookedRequest(props: {
  appointment: FragmentOf<typeof AppointmentFragment>;
  services: readonly FragmentOf<typeof StudyFragment>[];
}) {
  const t = useTexts(texts);
  const { ticket } = useTexts(journeyTexts);
  return (
    <>
      <Ticket appointment={props.appointment} title={ticket.title.appointment}>
        <p className={styles.soft}>{t.changeAppointment}</p>
      </Ticket>
      <Studies brief services={props.services} />
    </>
  );
}
