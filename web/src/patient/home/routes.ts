import type { PatientRoute } from '../screen.ts';
import { Home } from './Home.tsx';

/** Not loaded apart: it is what most people see first. */
export const homeRoutes: PatientRoute[] = [{ path: '/', screen: Home }];
