import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { adminRoute } from '../route.tsx';
import { editing } from '../search.ts';

/** `/consola/administracion/usuarios`; `editar` is who is being changed. */
export const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/usuarios',
  validateSearch: editing,
  component: lazyRouteComponent(() => import('./Users.tsx'), 'Users'),
});
