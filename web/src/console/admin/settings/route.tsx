import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { part } from '../../../ui/part.ts';
import { adminRoute } from '../route.tsx';

/** `/consola/administracion/ajustes` */
export const settingsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/ajustes',
  component: lazyRouteComponent(
    part(() => import('./Settings.tsx')),
    'Settings',
  ),
});
