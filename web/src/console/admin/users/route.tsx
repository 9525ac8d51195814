import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { part } from '../../../ui/part.ts';
import { adminRoute } from '../route.tsx';
import { editing } from '../search.ts';

/** `/consola/administracion/usuarios`; `editar` is who is being changed. */
export const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/usuarios',
  validateSearch: editing,
  component: lazyRouteComponent(
    part(() => import('./Users.tsx')),
    'Users',
  ),
});
