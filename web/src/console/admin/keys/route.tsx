import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { strictSearch } from '../../strict_search.ts';
import { adminRoute } from '../route.tsx';
import { editing } from '../search.ts';

/** `/consola/administracion/claves`; `editar` is a key that is being made, or revoked. */
export const keysRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/claves',
  validateSearch: strictSearch(editing),
  component: screen(() => import('./Keys.tsx'), 'Keys'),
});
