import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { part } from '../../../ui/part.ts';
import { adminRoute } from '../route.tsx';

/** `/consola/administracion/recordatorios` */
export const remindersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/recordatorios',
  component: lazyRouteComponent(
    part(() => import('./Reminders.tsx')),
    'Reminders',
  ),
});
