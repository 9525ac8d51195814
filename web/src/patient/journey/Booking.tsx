import { useLocation } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { Offers } from '../offers/Offers.tsx';
import { texts as offerTexts } from '../offers/texts.ts';
import { later } from '../screen.ts';
import { Contact } from '../shell/Contact.tsx';
import { ForRequest, type RequestHolder, useReread } from './holder.tsx';
import styles from './journey.module.css';
import { Page } from './Page.tsx';
import { Studies } from './Studies.tsx';
import { isBookable, standing } from './standing.ts';
import { texts } from './texts.ts';

const Booked = later(() => import('./Booked.tsx').then(({ Booked }) => Booked));
const Photos = later(() => import('../upload/Photos.tsx').then(({ Photos }) => Photos));

const CLOSED = ['RESOLVED', 'VOIDED', 'BOOKED'];

/** `/reservar`: where the request of a link stands, and what its patient can do now. */
export function Booking() {
  return <ForRequest>{(holder) => <Standing holder={holder} />}</ForRequest>;
}

function Standing({ holder }: { holder: RequestHolder }) {
  const t = useTexts(texts);
  const { title } = useTexts(offerTexts);
  const reread = useReread();
  const [, navigate] = useLocation();
  const request = holder.assistanceRequest;
  const photosArrived = async () => {
    await reread();
    navigate('/reservar?aviso=fotos', { replace: true });
  };
  if (standing(holder)) return <Booked holder={holder} />;
  if (request.state === 'AWAITING_PHOTO') {
    return (
      <Photos
        onDone={photosArrived}
        ownerId={holder.id}
        reason={request.newPhotoReason}
        requestId={request.id}
      />
    );
  }
  if (isBookable(holder)) {
    return (
      <Page forms={holder.forms} title={title}>
        <Studies folded services={holder.services} />
        <Offers base="/reservar" serviceIds={holder.services.map(({ id }) => id)} />
      </Page>
    );
  }
  const note = CLOSED.includes(request.state) ? t.closed : t.waiting;
  return (
    <Page forms={holder.forms} title={note.title}>
      <div className={styles.card}>
        <p>{note.words}</p>
        {note === t.closed && <Contact />}
      </div>
    </Page>
  );
}
