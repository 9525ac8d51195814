import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { strictSearch } from '../../strict_search.ts';
import { adminRoute } from '../route.tsx';
import { editing } from '../search.ts';

/** `/consola/administracion/usuarios`; `editar` is who is being changed. */
export const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/usuarios',
  validateSearch: strictSearch(editing),
  component: screen(() => import('./Users.tsx'), 'Users'),
});
