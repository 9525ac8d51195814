import { type PatientRoute, screen } from '../screen.ts';

/** The forms that a patient fills in. */
export const formRoutes: PatientRoute[] = [
  screen('/formularios', () => import('./FormList.tsx').then(({ FormList }) => FormList)),
  screen('/formularios/:id/:step?', () => import('./FormScreen.tsx').then(({ FormScreen }) => FormScreen)),
];
