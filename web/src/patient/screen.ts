import { type ComponentType, lazy } from 'react';
import { part } from '../ui/part.ts';

/** An address of the patients' pages and what it shows; `:name` is a part that the screen reads by `useParams`. */
export interface PatientRoute {
  path: string;
  screen: ComponentType;
}

/**
 * Makes the route of a screen that is loaded when it is wanted:
 * `screen('/ordenes/:id', () => import('./OrderState.tsx').then((loaded) => loaded.OrderState))`.
 */
export function screen(path: string, load: () => Promise<ComponentType>): PatientRoute {
  return { path, screen: later(load) };
}

/** Makes a part of a screen that is loaded when it is wanted: what few come to need not wait with what all see. */
export function later<Props>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return lazy(part(async () => ({ default: await load() })));
}
