import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { part } from '../../ui/part.ts';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/turnos-a-mover` */
export const toMoveRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/turnos-a-mover',
  component: lazyRouteComponent(
    part(() => import('./ToMove.tsx')),
    'ToMove',
  ),
});
