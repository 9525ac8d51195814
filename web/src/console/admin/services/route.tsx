import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { strictSearch } from '../../strict_search.ts';
import { adminRoute } from '../route.tsx';
import { type WithArchived, withArchived } from '../search.ts';

/** `/consola/administracion/prestaciones`; `buscar` is what is looked for. */
export const servicesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/prestaciones',
  validateSearch: strictSearch((search): WithArchived & { buscar?: string } => ({
    ...withArchived(search),
    ...(typeof search.buscar === 'string' && search.buscar !== '' ? { buscar: search.buscar } : {}),
  })),
  component: screen(() => import('./Services.tsx'), 'Services'),
});

/** `/consola/administracion/prestaciones/nuevo` */
export const newServiceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/prestaciones/nuevo',
  component: screen(() => import('./ServiceScreen.tsx'), 'NewService'),
});

/** `/consola/administracion/prestaciones/<id>` */
export const serviceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/prestaciones/$id',
  component: screen(() => import('./ServiceScreen.tsx'), 'ServiceScreen'),
});
