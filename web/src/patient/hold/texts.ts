import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Revisá y confirmá',
  keptUntil: (time: string) => `Te guardamos este horario hasta las ${time}.`,
  expired: 'Se terminó el tiempo para este horario.',
  expiredHelp: 'Si todavía lo querés, lo guardamos de nuevo.',
  holdAgain: 'Guardarlo de nuevo',
  instead: 'En lugar de',
  selfPay: 'Acepto pagar de forma particular lo que mi cobertura no paga.',
  selfPayMissing: 'Para seguir, marcá que aceptás pagarlo.',
  book: 'Confirmar turno',
  move: 'Confirmar el cambio',
  other: 'Elegir otro horario',
  taken: 'Ese horario se acaba de ocupar',
  takenHelp: 'Alguien lo reservó recién. Estos son los más cercanos:',
  takenNone: 'Alguien lo reservó recién. Mirá los otros días.',
  allTimes: 'Ver todos los horarios',
  again: 'Probar de nuevo',
};

const en: typeof es = {
  title: 'Check and confirm',
  keptUntil: (time) => `We are keeping this time for you until ${time}.`,
  expired: 'The time to confirm has run out.',
  expiredHelp: 'If you still want it, we can keep it for you again.',
  holdAgain: 'Keep it again',
  instead: 'Instead of',
  selfPay: 'I agree to pay what my coverage does not pay.',
  selfPayMissing: 'To go on, tick that you agree to pay it.',
  book: 'Confirm appointment',
  move: 'Confirm the change',
  other: 'Choose another time',
  taken: 'That time has just been taken',
  takenHelp: 'Somebody booked it a moment ago. These are the closest ones:',
  takenNone: 'Somebody booked it a moment ago. Look at the other days.',
  allTimes: 'See all times',
  again: 'Try again',
};

/** The texts of looking again at the slot that was chosen. */
export const texts: Dictionary<typeof es> = { es, en };
