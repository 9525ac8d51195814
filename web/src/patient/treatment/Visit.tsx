import { Link, useLocation } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { HeldTicket } from '../journey/HeldTicket.tsx';
import { useReread } from '../journey/holder.tsx';
import { Studies } from '../journey/Studies.tsx';
import { texts as journeyTexts } from '../journey/texts.ts';
import { ofVisit, type VisitProps } from './of_visit.tsx';
import { texts } from './texts.ts';

function OneVisit({ appointment, root, home, services }: VisitProps) {
  const t = useTexts(texts);
  const title = useTexts(journeyTexts).ticket.title.visit;
  const [, navigate] = useLocation();
  const reread = useReread();
  const cancelled = async () => {
    await reread();
    navigate(`${home}?aviso=cancelado`, { replace: true });
  };
  return (
    <>
      <PageTitle>{title}</PageTitle>
      <HeldTicket appointment={appointment} onCancelled={cancelled} root={root} />
      <Studies brief services={services} />
      <Link className={secondaryLook} href={home}>
        {t.back}
      </Link>
    </>
  );
}

/** `/tratamiento/{id}`: one coming visit. */
export const Visit = ofVisit(OneVisit);
