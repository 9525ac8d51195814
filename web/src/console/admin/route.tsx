import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { part } from '../../ui/part.ts';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/administracion`, around all its screens. */
export const adminRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/administracion',
  component: lazyRouteComponent(
    part(() => import('./Admin.tsx')),
    'Admin',
  ),
});

/** `/consola/administracion` by itself leads to its first screen. */
export const adminStartRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ replace: true, to: '/administracion/servicios' });
  },
});
