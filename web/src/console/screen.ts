import { lazyRouteComponent } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { part } from '../ui/part.ts';

/** A route's screen that is loaded when it is wanted: `component: screen(() => import('./Review.tsx'), 'Review')`. */
export function screen<Name extends string>(load: () => Promise<Record<Name, () => ReactNode>>, name: Name) {
  return lazyRouteComponent(part(load), name);
}
