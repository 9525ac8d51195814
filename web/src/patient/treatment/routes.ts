import { type PatientRoute, screen } from '../screen.ts';

/** A care plan in the hands of the holder of its link. */
export const treatmentRoutes: PatientRoute[] = [
  screen('/tratamiento', () => import('./Treatment.tsx').then(({ Treatment }) => Treatment)),
  screen('/tratamiento/:id', () => import('./Visit.tsx').then(({ Visit }) => Visit)),
  screen('/tratamiento/:id/cambiar', () => import('./MoveVisit.tsx').then(({ MoveVisit }) => MoveVisit)),
  screen('/tratamiento/:id/cambiar/revisar', () =>
    import('./ReviewMoveVisit.tsx').then(({ ReviewMoveVisit }) => ReviewMoveVisit),
  ),
];
