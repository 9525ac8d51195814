import { type PatientRoute, screen } from '../screen.ts';

export const homeRoutes: PatientRoute[] = [screen('/', () => import('./Home.tsx').then(({ Home }) => Home))];
