import { createRoute, createRouter, Navigate } from '@tanstack/react-router';
import { adminRoutes } from './admin/routes.ts';
import { dispatchRoute } from './dispatch/route.tsx';
import { patientRoute, patientsRoute } from './patient/route.tsx';
import { reviewRoute } from './review/route.tsx';
import { Failure } from './shell/Failure.tsx';
import { rootRoute, shellRoute } from './shell/route.tsx';
import { signInRoute } from './sign_in/route.tsx';
import { toMoveRoute } from './to_move/route.tsx';
import { worklistRoute } from './worklist/route.tsx';

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: () => <Navigate replace to="/revision" />,
});

/** The console's addresses; each screen has its own in its folder. */
export const router = createRouter({
  basepath: '/consola',
  defaultErrorComponent: Failure,
  routeTree: rootRoute.addChildren([
    startRoute,
    signInRoute,
    shellRoute.addChildren([
      reviewRoute,
      dispatchRoute,
      worklistRoute,
      toMoveRoute,
      patientsRoute,
      patientRoute,
      adminRoutes,
    ]),
  ]),
  scrollRestoration: true,
});
