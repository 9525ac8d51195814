import { useSearchParams } from 'wouter';
import { type Dictionary, useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';

const es = {
  reservado: '¡Listo! Tu turno está reservado.',
  cambiado: '¡Listo! Lo cambiamos.',
  cancelado: 'Lo cancelamos.',
  fotos: '¡Gracias! Recibimos tus fotos.',
  enviado: '¡Gracias! Recibimos tus respuestas.',
};

const en: typeof es = {
  reservado: 'Done! Your appointment is booked.',
  cambiado: 'Done! It was moved.',
  cancelado: 'It is cancelled.',
  fotos: 'Thank you! Your photos have arrived.',
  enviado: 'Thank you! We have your answers.',
};
const texts: Dictionary<typeof es> = { es, en };

/** Says what was just done, by the word `aviso` in the address. */
export function JustDone() {
  const t = useTexts(texts);
  const [search] = useSearchParams();
  const told = search.get('aviso') ?? '';
  if (!Object.hasOwn(t, told)) return null;
  return <Banner tone="success">{t[told as keyof typeof t]}</Banner>;
}
