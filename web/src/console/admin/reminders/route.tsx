import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { adminRoute } from '../route.tsx';

/** `/consola/administracion/recordatorios` */
export const remindersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/recordatorios',
  component: lazyRouteComponent(() => import('./Reminders.tsx'), 'Reminders'),
});
