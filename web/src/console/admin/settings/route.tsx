import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { adminRoute } from '../route.tsx';

/** `/consola/administracion/ajustes` */
export const settingsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/ajustes',
  component: lazyRouteComponent(() => import('./Settings.tsx'), 'Settings'),
});
