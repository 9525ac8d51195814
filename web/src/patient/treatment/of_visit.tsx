import type { ComponentType } from 'react';
import { Link, useParams } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { ForCarePlan } from '../journey/holder.tsx';
import type { MoveProps } from '../journey/moving.ts';
import { Note } from '../journey/Note.tsx';
import type { Studies } from '../journey/Studies.tsx';
import { texts } from './texts.ts';
import { comingVisits } from './visits.ts';

/** A visit, and where its pages are. */
export type VisitProps = MoveProps & { services: Parameters<typeof Studies>[0]['services'] };

/** Makes the screen of the visit that the address names. */
export function ofVisit(Screen: ComponentType<VisitProps>) {
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
