import { useLocation } from 'wouter';
import { readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AppointmentFragment } from './appointment.ts';
import { HeldTicket } from './HeldTicket.tsx';
import { type RequestHolder, useReread } from './holder.tsx';
import { Page } from './Page.tsx';
import { Reminders } from './Reminders.tsx';
import { Studies } from './Studies.tsx';
import { standing } from './standing.ts';
import { texts } from './texts.ts';

/** The appointment that stands, and all that belongs to it. */
export function Booked({ holder }: { holder: RequestHolder }) {
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
      <HeldTicket appointment={masked} onCancelled={cancelled} root="/reservar" />
      <Studies brief selfPay={selfPay} services={holder.services} />
      <p>{t.ticket.order}</p>
      <Reminders patient={holder.assistanceRequest.patient} />
    </Page>
  );
}
