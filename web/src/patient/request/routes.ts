import { type PatientRoute, screen } from '../screen.ts';

export const requestRoutes: PatientRoute[] = [
  screen('/ordenes', () => import('./Requests.tsx').then((loaded) => loaded.Requests)),
  screen('/ordenes/:id', () => import('./Request.tsx').then((loaded) => loaded.Request)),
];
