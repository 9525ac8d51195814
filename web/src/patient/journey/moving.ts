import { type FragmentOf, readFragment } from '../../graphql/graphql.ts';
import { AppointmentFragment } from './appointment.ts';

/** An appointment that is to be moved, and where its pages are. */
export interface MoveProps {
  appointment: FragmentOf<typeof AppointmentFragment>;
  /** Where the pages of this appointment begin. */
  root: string;
  /** Where it is shown among what else there is. */
  home: string;
}

/** What there is to know of an appointment before it is moved. */
export function readMoving(masked: MoveProps['appointment']) {
  const appointment = readFragment(AppointmentFragment, masked);
  const serviceIds = appointment.segments.map(({ service }) => service.id);
  const kind = appointment.carePlan ? ('visit' as const) : ('appointment' as const);
  return { appointment, serviceIds, kind };
}
