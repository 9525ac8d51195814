import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { part } from '../../../ui/part.ts';
import { adminRoute } from '../route.tsx';
import { editing } from '../search.ts';

/** `/consola/administracion/claves`; `editar` is a key that is being made, or revoked. */
export const keysRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/claves',
  validateSearch: editing,
  component: lazyRouteComponent(
    part(() => import('./Keys.tsx')),
    'Keys',
  ),
});
