import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: '¿Tenés una orden médica?',
  lead: 'Subí una foto de la orden. Una persona de la clínica la lee, elige el estudio que corresponde y te manda por WhatsApp un enlace para reservar tu turno.',
  upload: 'Subir mi orden',
};

const en: typeof es = {
  title: 'Do you have a doctor’s order?',
  lead: 'Send a photo of the order. Somebody of the clinic reads it, picks the right study and sends you a link by WhatsApp to book your appointment.',
  upload: 'Send my order',
};

/** The texts of the first page. */
export const texts: Dictionary<typeof es> = { es, en };
