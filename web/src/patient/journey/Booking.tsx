import { useLocation } from 'wouter';
import { later } from '../screen.ts';
import { ForRequest, type RequestHolder, useReread } from './holder.tsx';
import { isBookable, standing } from './standing.ts';

const Booked = later(() => import('./Booked.tsx').then(({ Booked }) => Booked));
const Choosing = later(() => import('./Choosing.tsx').then(({ Choosing }) => Choosing));
const Photos = later(() => import('../upload/Photos.tsx').then(({ Photos }) => Photos));
const Waiting = later(() => import('./Waiting.tsx').then(({ Waiting }) => Waiting));

/** `/reservar`: where the request of a link stands, and what its patient can do now. */
export function Booking() {
  return <ForRequest>{(holder) => <Standing holder={holder} />}</ForRequest>;
}

function Standing({ holder }: { holder: RequestHolder }) {
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
  if (isBookable(holder)) return <Choosing holder={holder} />;
  return <Waiting holder={holder} />;
}
