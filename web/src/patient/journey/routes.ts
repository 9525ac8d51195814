import { type PatientRoute, screen } from '../screen.ts';

/** The appointment of a request in the hands of the holder of its link. */
export const journeyRoutes: PatientRoute[] = [
  screen('/reservar', () => import('./Booking.tsx').then(({ Booking }) => Booking)),
  screen('/reservar/revisar', () => import('./ReviewBooking.tsx').then(({ ReviewBooking }) => ReviewBooking)),
  screen('/reservar/cambiar', () => import('./MoveBooking.tsx').then(({ MoveBooking }) => MoveBooking)),
  screen('/reservar/cambiar/revisar', () =>
    import('./ReviewMoveBooking.tsx').then(({ ReviewMoveBooking }) => ReviewMoveBooking),
  ),
];
