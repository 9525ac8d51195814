import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/revision` */
export const reviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/revision',
  component: lazyRouteComponent(() => import('./Review.tsx'), 'Review'),
});
