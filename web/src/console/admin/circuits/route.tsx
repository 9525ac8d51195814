import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { part } from '../../../ui/part.ts';
import { adminRoute } from '../route.tsx';
import { editing } from '../search.ts';

/** `/consola/administracion/circuitos`; `editar` is the circuit that is being changed. */
export const circuitsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/circuitos',
  validateSearch: editing,
  component: lazyRouteComponent(
    part(() => import('./Circuits.tsx')),
    'Circuits',
  ),
});
