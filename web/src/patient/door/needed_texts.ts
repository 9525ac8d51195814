import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  closed: {
    title: 'Tu enlace se cerró',
    words:
      'Puede ser que haya vencido, o que la clínica haya cambiado tu pedido. Buscá nuestro último mensaje y tocá su enlace.',
  },
  needed: {
    title: 'Abrí tu enlace de nuevo',
    words:
      'Para cuidar tus datos, esta página se abre desde el enlace que te mandamos. Buscá nuestro último mensaje y tocá su enlace. Si ya no sirve, respondé ese mensaje y te ayudamos.',
  },
};

const en: typeof es = {
  closed: {
    title: 'Your link was closed',
    words:
      'It may have expired, or the clinic has changed your request. Find our latest message and tap its link.',
  },
  needed: {
    title: 'Open your link again',
    words:
      'To protect your data, this page opens from the link we sent you. Find our latest message and tap its link. If that no longer works, reply to it and we will help you.',
  },
};

/** What is said where a link is missing: apart, since most screens come with it. */
export const texts: Dictionary<typeof es> = { es, en };
