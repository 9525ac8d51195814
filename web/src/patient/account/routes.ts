import { type PatientRoute, screen } from '../screen.ts';

export const accountRoutes: PatientRoute[] = [
  screen('/mis-datos', () => import('./Account.tsx').then((loaded) => loaded.Account)),
];
