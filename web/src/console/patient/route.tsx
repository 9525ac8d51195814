import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/route.tsx';

declare module '@tanstack/history' {
  interface HistoryState {
    /** What is typed into the search of patients; it names people, so the address must not say it. */
    patientsText?: string;
  }
}

/** `/consola/pacientes` */
export const patientsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pacientes',
  component: lazyRouteComponent(() => import('./Patients.tsx'), 'Patients'),
});

/** `/consola/pacientes/{id}` */
export const patientRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pacientes/$id',
  component: lazyRouteComponent(() => import('./Patient.tsx'), 'Patient'),
});
