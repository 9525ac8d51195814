import type { ComponentType } from 'react';
import { Redirect } from 'wouter';
import { ForRequest } from './holder.tsx';
import type { MoveProps } from './moving.ts';
import { standing } from './standing.ts';

/** Makes the screen of the appointment of a request. */
export function ofBooking(Screen: ComponentType<MoveProps>) {
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
