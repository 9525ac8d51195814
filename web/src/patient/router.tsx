import { createRouter } from '@tanstack/react-router';
import { homeRoute } from './home/route.tsx';
import { rootRoute } from './shell/route.tsx';

/** The patients' addresses; each screen has its own in its folder. */
export const router = createRouter({ routeTree: rootRoute.addChildren([homeRoute]), scrollRestoration: true });
