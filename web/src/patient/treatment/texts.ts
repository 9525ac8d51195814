import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Tu tratamiento',
  next: (number: number | null) => (number ? `Tu próxima visita (la número ${number})` : 'Tu próxima visita'),
  none: 'Por ahora no tenés ninguna visita agendada. Cuando la clínica agende la próxima, te avisamos.',
  later: 'Las visitas que siguen',
  past: 'Visitas anteriores',
  missed: 'no viniste',
  gone: 'Esa visita ya no está',
  back: 'Volver a tu tratamiento',
};

const en: typeof es = {
  title: 'Your treatment',
  next: (number) => (number ? `Your next visit (number ${number})` : 'Your next visit'),
  none: 'You have no visit booked for now. We will let you know when the clinic books the next one.',
  later: 'The visits after that',
  past: 'Past visits',
  missed: 'you did not come',
  gone: 'That visit is no longer there',
  back: 'Back to your treatment',
};

/** The texts of a treatment. */
export const texts: Dictionary<typeof es> = { es, en };
