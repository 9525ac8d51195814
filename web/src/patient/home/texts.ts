import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: '¿Tenés una orden médica?',
  lead: 'Mandanos una foto y te ayudamos a sacar el turno. No hace falta que sepas cómo se llama el estudio.',
  steps: {
    photo: 'Le sacás una foto a la orden y la subís acá.',
    review: 'Una persona de la clínica la lee y elige el estudio que corresponde.',
    book: 'Te llega un WhatsApp con un enlace para elegir tu turno.',
  },
  upload: 'Subir orden',
  signIn: 'Ya subí una: ingresar',
  forms: 'Mis formularios',
  privacy: 'Tus datos y tu orden los ve solamente la clínica.',
};

const en: typeof es = {
  title: 'Do you have a doctor’s order?',
  lead: 'Send us a photo and we help you to get the appointment. You need not know what the study is called.',
  steps: {
    photo: 'You take a photo of the order and send it here.',
    review: 'Someone at the clinic reads it and picks the right study.',
    book: 'A WhatsApp message brings you a link to choose your appointment.',
  },
  upload: 'Send order',
  signIn: 'I sent one already: sign in',
  forms: 'My forms',
  privacy: 'Only the clinic sees your details and your order.',
};

/** The texts of the first page. */
export const texts: Dictionary<typeof es> = { es, en };
