import { createRootRoute } from '@tanstack/react-router';
import { NotFound, Shell } from './Shell.tsx';

/** The root of all pages of the patients. */
export const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });
