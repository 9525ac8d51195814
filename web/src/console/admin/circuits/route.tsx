import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { strictSearch } from '../../strict_search.ts';
import { adminRoute } from '../route.tsx';
import { editing } from '../search.ts';

/** `/consola/administracion/circuitos`; `editar` is the circuit that is being changed. */
export const circuitsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/circuitos',
  validateSearch: strictSearch(editing),
  component: screen(() => import('./Circuits.tsx'), 'Circuits'),
});
