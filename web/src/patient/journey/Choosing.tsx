import { useTexts } from '../../i18n/texts.ts';
import { Offers } from '../offers/Offers.tsx';
import { texts } from '../offers/texts.ts';
import type { RequestHolder } from './holder.tsx';
import { Page } from './Page.tsx';
import { Studies } from './Studies.tsx';

/** What an appointment can be booked for, and the free slots. */
export function Choosing({ holder }: { holder: RequestHolder }) {
  const { title } = useTexts(texts);
  return (
    <Page forms={holder.forms} title={title}>
      <Studies folded services={holder.services} />
      <Offers base="/reservar" serviceIds={holder.services.map(({ id }) => id)} />
    </Page>
  );
}
