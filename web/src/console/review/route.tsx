import { createRoute } from '@tanstack/react-router';
import { ACTIONS, type Action } from '../request/actions.ts';
import { screen } from '../screen.ts';
import { shellRoute } from '../shell/route.tsx';
import { strictSearch } from '../strict_search.ts';

/** What the address says: the opaque id of the request that is open, and what is being done with it. */
interface ReviewSearch {
  solicitud?: string;
  accion?: Action;
}

/** `/consola/revision` */
export const reviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/revision',
  validateSearch: strictSearch(({ solicitud, accion }): ReviewSearch => {
    if (typeof solicitud !== 'string') return {};
    const action = ACTIONS.find((action) => action === accion);
    return action === undefined ? { solicitud } : { solicitud, accion: action };
  }),
  component: screen(() => import('./Review.tsx'), 'Review'),
});
