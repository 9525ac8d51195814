import { ofBooking } from './of_booking.tsx';
import { ReviewMove } from './ReviewMove.tsx';

/** `/reservar/cambiar/revisar`. */
export const ReviewMoveBooking = ofBooking(ReviewMove);
