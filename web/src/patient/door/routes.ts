import { type PatientRoute, screen } from '../screen.ts';

/** The link of a message. */
export const doorRoutes: PatientRoute[] = [
  screen('/j/:token?', () => import('./Door.tsx').then(({ Door }) => Door)),
];
