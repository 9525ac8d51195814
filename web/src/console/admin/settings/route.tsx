import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { adminRoute } from '../route.tsx';

/** `/consola/administracion/ajustes` */
export const settingsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/ajustes',
  component: screen(() => import('./Settings.tsx'), 'Settings'),
});
