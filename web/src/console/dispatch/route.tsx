import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { part } from '../../ui/part.ts';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/por-enviar` */
export const dispatchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/por-enviar',
  component: lazyRouteComponent(
    part(() => import('./Dispatches.tsx')),
    'Dispatches',
  ),
});
