import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { strictSearch } from '../../strict_search.ts';
import { adminRoute } from '../route.tsx';
import { type Editing, editing, type WithArchived, withArchived } from '../search.ts';

/** `/consola/administracion/agenda`; `editar` is the site that is being changed, or a holiday. */
export const agendaRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/agenda',
  validateSearch: strictSearch((search): Editing & WithArchived => ({
    ...editing(search),
    ...withArchived(search),
  })),
  component: screen(() => import('./Agenda.tsx'), 'Agenda'),
});

/** `/consola/administracion/agenda/nuevo` */
export const newResourceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/agenda/nuevo',
  component: screen(() => import('./NewResource.tsx'), 'NewResource'),
});

/** `/consola/administracion/agenda/<id>` */
export const resourceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/agenda/$id',
  component: screen(() => import('./ResourceScreen.tsx'), 'ResourceScreen'),
});
