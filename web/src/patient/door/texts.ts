import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  closed: {
    title: 'Tu enlace se cerró',
    words:
      'Puede ser que haya vencido, o que la clínica haya cambiado tu pedido. Buscá nuestro último mensaje y tocá su enlace. Si ya no sirve, ahí te decimos por qué.',
  },
  needed: {
    title: 'Abrí tu enlace de nuevo',
    words:
      'Para cuidar tus datos, esta página se abre desde el enlace que te mandamos. Buscá el último mensaje y tocá su enlace. Si ya no sirve, respondé ese mensaje y te ayudamos.',
  },
  title: 'Abrí tu enlace',
  lead: 'Este enlace es personal. Para cuidar tus datos, escribí los últimos 4 números de tu documento.',
  digits: 'Últimos 4 números del documento',
  digitsHelp: 'Por ejemplo, si tu DNI es 30.111.222, escribí 1222.',
  incomplete: 'Escribí los 4 números.',
  whole: (last: string) => `Usamos los últimos 4: ${last}.`,
  open: 'Continuar',
  locked: 'Este enlace está bloqueado',
};

const en: typeof es = {
  closed: {
    title: 'Your link was closed',
    words:
      'It may have expired, or the clinic has changed your request. Find our latest message and tap its link. If that no longer works, it tells you why.',
  },
  needed: {
    title: 'Open your link again',
    words:
      'To protect your data, this page opens from the link that we sent you. Find the latest message and tap its link. If that no longer works, answer the message and we will help you.',
  },
  title: 'Open your link',
  lead: 'This link is personal. To protect your data, type the last 4 digits of your document.',
  digits: 'Last 4 digits of the document',
  digitsHelp: 'If your document is 30.111.222, for instance, type 1222.',
  incomplete: 'Type the 4 digits.',
  whole: (last) => `We use the last 4: ${last}.`,
  open: 'Continue',
  locked: 'This link is locked',
};

/** What the page says that opens a link. */
export const texts: Dictionary<typeof es> = { es, en };
