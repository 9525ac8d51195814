import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/por-enviar` */
export const dispatchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/por-enviar',
  component: lazyRouteComponent(() => import('./Dispatches.tsx'), 'Dispatches'),
});
