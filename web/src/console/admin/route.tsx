import { createRoute, redirect } from '@tanstack/react-router';
import { screen } from '../screen.ts';
import { shellRoute } from '../shell/route.tsx';

/** `/consola/administracion`, around all its screens. */
export const adminRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/administracion',
  component: screen(() => import('./Admin.tsx'), 'Admin'),
});

/** `/consola/administracion` by itself leads to its first screen. */
export const adminStartRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ replace: true, to: '/administracion/prestaciones' });
  },
});
