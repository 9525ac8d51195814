import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Abrí tu enlace',
  lead: 'Este enlace es personal. Para cuidar tus datos, escribí los últimos 4 números de tu documento.',
  closed: 'Tu enlace se cerró',
  digits: 'Últimos 4 números del documento',
  digitsHelp: 'Si tu DNI es 30.111.222, escribí 1222.',
  incomplete: 'Escribí los 4 números.',
  whole: (last: string) => `Usamos los últimos 4: ${last}.`,
  open: 'Continuar',
  locked: 'Este enlace está bloqueado',
};

const en: typeof es = {
  title: 'Open your link',
  lead: 'This link is personal. To protect your data, type the last 4 digits of your document.',
  closed: 'Your link was closed',
  digits: 'Last 4 digits of the document',
  digitsHelp: 'If it is 30.111.222, type 1222.',
  incomplete: 'Type the 4 digits.',
  whole: (last) => `We use the last 4: ${last}.`,
  open: 'Continue',
  locked: 'This link is locked',
};

/** What the page says that opens a link. */
export const texts: Dictionary<typeof es> = { es, en };
