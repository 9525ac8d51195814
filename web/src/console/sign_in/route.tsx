import { createRoute } from '@tanstack/react-router';
import { ownPath } from '../../session/own_path.ts';
import { rootRoute } from '../shell/route.tsx';
import { strictSearch } from '../strict_search.ts';
import { SignIn } from './SignIn.tsx';

/** `/consola/ingresar`; `volver` is where to go afterwards. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ingresar',
  validateSearch: strictSearch((search): { volver?: string } => {
    const volver = ownPath(search.volver, '/consola/');
    return volver === undefined ? {} : { volver };
  }),
  component: SignIn,
});
