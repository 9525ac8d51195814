import type { ComponentType } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { ForCarePlan, useReread } from '../journey/holder.tsx';
import { Move, ReviewMove } from '../journey/Move.tsx';
import { Note } from '../journey/Note.tsx';
import { Studies } from '../journey/Studies.tsx';
import { Ticket } from '../journey/Ticket.tsx';
import { texts as journeyTexts } from '../journey/texts.ts';
import { comingVisits } from './Treatment.tsx';
import { texts } from './texts.ts';

type VisitProps = Parameters<typeof Move>[0] & { services: Parameters<typeof Studies>[0]['services'] };

/** Makes the screen of the visit that the address names. */
function ofVisit(Screen: ComponentType<VisitProps>) {
  return () => {
    const { id } = useParams();
    return (
      <ForCarePlan>
        {(holder) => {
          const visit = comingVisits(holder).find((visit) => visit.id === id);
          if (!visit) return <Gone />;
          const root = `/tratamiento/${visit.id}`;
          return <Screen appointment={visit} home="/tratamiento" root={root} services={visit.services} />;
        }}
      </ForCarePlan>
    );
  };
}

function Gone() {
  const t = useTexts(texts);
  return (
    <Note title={t.title} words={t.gone}>
      <Link href="/tratamiento">{t.back}</Link>
    </Note>
  );
}

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
      <Ticket appointment={appointment} onCancelled={cancelled} root={root} />
      <Studies brief services={services} />
      <Link className={secondaryLook} href={home}>
        {t.back}
      </Link>
    </>
  );
}

/** `/tratamiento/{id}`: one coming visit. */
export const Visit = ofVisit(OneVisit);

/** `/tratamiento/{id}/cambiar`. */
export const MoveVisit = ofVisit(Move);

/** `/tratamiento/{id}/cambiar/revisar`. */
export const ReviewMoveVisit = ofVisit(ReviewMove);
