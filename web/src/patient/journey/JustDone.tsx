import { useSearchParams } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { texts } from './texts.ts';

/** Says what was just done, by the word `aviso` in the address. */
export function JustDone() {
  const t = useTexts(texts).done;
  const [search] = useSearchParams();
  const told = search.get('aviso') ?? '';
  if (!Object.hasOwn(t, told)) return null;
  return <Banner tone="success">{t[told as keyof typeof t]}</Banner>;
}
