import { createRoute } from '@tanstack/react-router';
import { screen } from '../../screen.ts';
import { strictSearch } from '../../strict_search.ts';
import { adminRoute } from '../route.tsx';
import { editing } from '../search.ts';

/** `/consola/administracion/cobertura`; `editar` is the payer that is being changed. */
export const coverageRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/cobertura',
  validateSearch: strictSearch(editing),
  component: screen(() => import('./Payers.tsx'), 'Payers'),
});

/** `/consola/administracion/cobertura/<id>`: a payer; `editar` is its plan or rule that is being changed. */
export const payerRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/cobertura/$id',
  validateSearch: strictSearch((search) => ({
    ...editing(search),
    ...(typeof search.plan === 'string' ? { plan: search.plan } : {}),
  })),
  component: screen(() => import('./PayerScreen.tsx'), 'PayerScreen'),
});
