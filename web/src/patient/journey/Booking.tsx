import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { ForRequest, JustDone, type RequestHolder, useReread } from './holder.tsx';
import styles from './journey.module.css';
import { Offers } from './Offers.tsx';
import { OpenForms } from './OpenForms.tsx';
import { Photos } from './Photos.tsx';
import { Reminders } from './Reminders.tsx';
import { Studies } from './Studies.tsx';
import { AppointmentFragment, Ticket } from './Ticket.tsx';
import { texts } from './texts.ts';

/** The appointment of a request, while it stands. */
export function standing({ appointment }: RequestHolder) {
  return appointment?.state === 'BOOKED' ? appointment : null;
}

const BOOKABLE = ['DISPATCH_PLANNED', 'DISPATCHED', 'NEEDS_ATTENTION'];
const CLOSED = ['RESOLVED', 'VOIDED', 'BOOKED'];

/** Whether an appointment can be booked now: somebody confirmed the services, and there is none yet. */
export function isBookable(holder: RequestHolder) {
  const confirmed = BOOKABLE.includes(holder.assistanceRequest.state) && holder.services.length > 0;
  return confirmed && !standing(holder);
}

/** `/reservar`: where the request of a link stands, and what its patient can do now. */
export function Booking() {
  return <ForRequest>{(holder) => <Standing holder={holder} />}</ForRequest>;
}

function Standing({ holder }: { holder: RequestHolder }) {
  const t = useTexts(texts);
  const request = holder.assistanceRequest;
  if (standing(holder)) return <Booked holder={holder} />;
  if (request.state === 'AWAITING_PHOTO') {
    return <Photos holderId={holder.id} reason={request.newPhotoReason} requestId={request.id} />;
  }
  if (isBookable(holder)) {
    return (
      <Page forms={holder.forms} title={t.offers.title}>
        <Studies folded services={holder.services} />
        <Offers base="/reservar" serviceIds={holder.services.map(({ id }) => id)} />
      </Page>
    );
  }
  const note = CLOSED.includes(request.state) ? t.closed : t.waiting;
  return (
    <Page forms={holder.forms} title={note.title}>
      <p className={styles.card}>{note.words}</p>
    </Page>
  );
}

function Page({
  title,
  forms,
  children,
}: {
  title: string;
  forms: RequestHolder['forms'];
  children: ReactNode;
}) {
  return (
    <>
      <PageTitle>{title}</PageTitle>
      <JustDone />
      <OpenForms forms={forms.nodes} />
      {children}
    </>
  );
}

function Booked({ holder }: { holder: RequestHolder }) {
  const t = useTexts(texts);
  const [, navigate] = useLocation();
  const reread = useReread();
  const masked = standing(holder);
  if (!masked) return null;
  const { selfPay } = readFragment(AppointmentFragment, masked);
  const cancelled = async () => {
    await reread();
    navigate('/reservar?aviso=cancelado', { replace: true });
  };
  return (
    <Page forms={holder.forms} title={t.ticket.title.appointment}>
      <Ticket appointment={masked} onCancelled={cancelled} root="/reservar" />
      <Studies brief selfPay={selfPay} services={holder.services} />
      <p>{t.ticket.order}</p>
      <Reminders patient={holder.assistanceRequest.patient} />
    </Page>
  );
}
