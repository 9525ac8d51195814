import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/revision`; `solicitud` is the id of the request that is open. */
export const reviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/revision',
  validateSearch: (search): { solicitud?: string } =>
    typeof search.solicitud === 'string' ? { solicitud: search.solicitud } : {},
  component: lazyRouteComponent(() => import('./Review.tsx'), 'Review'),
});
