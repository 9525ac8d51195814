import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/grilla` */
export const worklistRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/grilla',
  component: lazyRouteComponent(() => import('./Worklist.tsx'), 'Worklist'),
});
