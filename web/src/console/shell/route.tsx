import { createRootRoute, createRoute } from '@tanstack/react-router';
import { NotFound } from './NotFound.tsx';
import { Shell } from './Shell.tsx';

/** The root of all pages of the console. */
export const rootRoute = createRootRoute({ notFoundComponent: NotFound });

/** The parent of every screen that wants somebody signed in. */
export const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Shell });
