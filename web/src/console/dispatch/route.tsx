import { createRoute } from '@tanstack/react-router';
import { screen } from '../screen.ts';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/por-enviar` */
export const dispatchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/por-enviar',
  component: screen(() => import('./Dispatches.tsx'), 'Dispatches'),
});
