import { createRoute } from '@tanstack/react-router';
import { screen } from '../screen.ts';
import { shellRoute } from '../shell/route.tsx';
import { strictSearch } from '../strict_search.ts';
import { readSearch } from './search.ts';

declare module '@tanstack/history' {
  interface HistoryState {
    /** What is typed into the grid's search; it names people, so the address must not say it. */
    worklistText?: string;
  }
}

/** `/consola/grilla`, with its filters. */
export const worklistRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/grilla',
  validateSearch: strictSearch(readSearch),
  component: screen(() => import('./Worklist.tsx'), 'Worklist'),
});
