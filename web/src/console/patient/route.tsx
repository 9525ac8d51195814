import { createRoute } from '@tanstack/react-router';
import { screen } from '../screen.ts';
import { shellRoute } from '../shell/route.tsx';
import { strictSearch } from '../strict_search.ts';
import { readSearch } from './search.ts';

declare module '@tanstack/history' {
  interface HistoryState {
    /** What is typed into the search of patients; it names people, so the address must not say it. */
    patientsText?: string;
  }
}

/** `/consola/pacientes`; `alerta` is the opaque id of the one that is being dealt with. */
export const patientsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pacientes',
  validateSearch: strictSearch(({ alerta }): { alerta?: string } =>
    typeof alerta === 'string' ? { alerta } : {},
  ),
  component: screen(() => import('./Patients.tsx'), 'Patients'),
});

/** `/consola/pacientes/{id}`, with the dialog that is open. */
export const patientRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pacientes/$id',
  validateSearch: strictSearch(readSearch),
  component: screen(() => import('./Patient.tsx'), 'Patient'),
});
