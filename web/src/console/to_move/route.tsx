import { createRoute } from '@tanstack/react-router';
import { screen } from '../screen.ts';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/turnos-a-mover` */
export const toMoveRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/turnos-a-mover',
  component: screen(() => import('./ToMove.tsx'), 'ToMove'),
});
