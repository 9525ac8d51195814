import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { part } from '../../../ui/part.ts';
import { adminRoute } from '../route.tsx';
import { type Editing, editing, type WithArchived, withArchived } from '../search.ts';

/** `/consola/administracion/agenda`; `editar` is the site that is being changed, or a holiday. */
export const agendaRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/agenda',
  validateSearch: (search: Record<string, unknown>): Editing & WithArchived => ({
    ...editing(search),
    ...withArchived(search),
  }),
  component: lazyRouteComponent(
    part(() => import('./Agenda.tsx')),
    'Agenda',
  ),
});

/** `/consola/administracion/agenda/nuevo` */
export const newResourceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/agenda/nuevo',
  component: lazyRouteComponent(
    part(() => import('./NewResource.tsx')),
    'NewResource',
  ),
});

/** `/consola/administracion/agenda/<id>` */
export const resourceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/agenda/$id',
  component: lazyRouteComponent(
    part(() => import('./ResourceScreen.tsx')),
    'ResourceScreen',
  ),
});
