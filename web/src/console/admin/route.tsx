import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/administracion` */
export const adminRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/administracion',
  component: lazyRouteComponent(() => import('./Admin.tsx'), 'Admin'),
});
