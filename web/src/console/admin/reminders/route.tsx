import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { adminRoute } from '../route.tsx';

/** `/consola/administracion/recordatorios` */
export const remindersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/recordatorios',
  component: screen(() => import('./Reminders.tsx'), 'Reminders'),
});
