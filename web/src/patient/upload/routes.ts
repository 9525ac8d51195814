import { type PatientRoute, screen } from '../screen.ts';

export const uploadRoutes: PatientRoute[] = [
  screen('/ordenes/nueva', () => import('./NewOrder.tsx').then((loaded) => loaded.NewOrder)),
  screen('/ordenes/:id/fotos', () => import('./MorePhotos.tsx').then((loaded) => loaded.MorePhotos)),
];
