import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { adminRoute } from '../route.tsx';
import { type WithArchived, withArchived } from '../search.ts';

/** `/consola/administracion/servicios`; `buscar` is what is looked for. */
export const servicesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/servicios',
  validateSearch: (search: Record<string, unknown>): WithArchived & { buscar?: string } => ({
    ...withArchived(search),
    ...(typeof search.buscar === 'string' && search.buscar !== '' ? { buscar: search.buscar } : {}),
  }),
  component: screen(() => import('./Services.tsx'), 'Services'),
});

/** `/consola/administracion/servicios/nuevo` */
export const newServiceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/servicios/nuevo',
  component: screen(() => import('./ServiceScreen.tsx'), 'NewService'),
});

/** `/consola/administracion/servicios/<id>` */
export const serviceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/servicios/$id',
  component: screen(() => import('./ServiceScreen.tsx'), 'ServiceScreen'),
});
