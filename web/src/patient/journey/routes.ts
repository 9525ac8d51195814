import { type PatientRoute, screen } from '../screen.ts';

/** From the link of a message to the appointment. */
export const journeyRoutes: PatientRoute[] = [
  screen('/j/:token', () => import('./Door.tsx').then(({ Door }) => Door)),
  screen('/reservar', () => import('./Booking.tsx').then(({ Booking }) => Booking)),
  screen('/reservar/revisar', () => import('./ReviewBooking.tsx').then(({ ReviewBooking }) => ReviewBooking)),
  screen('/reservar/cambiar', () => import('./MoveBooking.tsx').then(({ MoveBooking }) => MoveBooking)),
  screen('/reservar/cambiar/revisar', () =>
    import('./MoveBooking.tsx').then(({ ReviewMoveBooking }) => ReviewMoveBooking),
  ),
];
