import { Move } from './Move.tsx';
import { ofBooking } from './of_booking.tsx';

/** `/reservar/cambiar`. */
export const MoveBooking = ofBooking(Move);
