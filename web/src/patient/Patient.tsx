import { Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { accountRoutes } from './account/routes.ts';
import { doorRoutes } from './door/routes.ts';
import { formRoutes } from './forms/routes.ts';
import { homeRoutes } from './home/routes.ts';
import { journeyRoutes } from './journey/routes.ts';
import { requestRoutes } from './request/routes.ts';
import { Boundary } from './shell/Boundary.tsx';
import { Loading } from './shell/Loading.tsx';
import { NotFound, Shell } from './shell/Shell.tsx';
import { signInRoutes } from './sign_in/routes.ts';
import { treatmentRoutes } from './treatment/routes.ts';
import { uploadRoutes } from './upload/routes.ts';

/** The patients' pages: each folder says its addresses in its `routes.ts`, and is named here; the first that fits counts. */
export const ROUTES = [
  ...homeRoutes,
  ...signInRoutes,
  ...uploadRoutes,
  ...requestRoutes,
  ...accountRoutes,
  ...doorRoutes,
  ...journeyRoutes,
  ...treatmentRoutes,
  ...formRoutes,
];

/** All pages of the patients. A light router does: there is little in their addresses. */
export function Patient() {
  return (
    <Shell>
      <Boundary>
        <Suspense fallback={<Loading />}>
          <Switch>
            {ROUTES.map(({ path, screen }) => (
              <Route component={screen} key={path} path={path} />
            ))}
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </Boundary>
    </Shell>
  );
}
