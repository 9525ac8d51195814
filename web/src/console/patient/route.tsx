import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/pacientes` */
export const patientsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pacientes',
  component: lazyRouteComponent(() => import('./Patients.tsx'), 'Patients'),
});
