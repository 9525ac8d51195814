import type { ComponentType } from 'react';
import { Redirect } from 'wouter';
import { standing } from './Booking.tsx';
import { ForRequest } from './holder.tsx';
import { Move, ReviewMove } from './Move.tsx';

function ofBooking(Screen: ComponentType<Parameters<typeof Move>[0]>) {
  return () => (
    <ForRequest>
      {(holder) => {
        const appointment = standing(holder);
        if (!appointment) return <Redirect replace to="/reservar" />;
        return <Screen appointment={appointment} home="/reservar" root="/reservar" />;
      }}
    </ForRequest>
  );
}

/** `/reservar/cambiar`. */
export const MoveBooking = ofBooking(Move);

/** `/reservar/cambiar/revisar`. */
export const ReviewMoveBooking = ofBooking(ReviewMove);
