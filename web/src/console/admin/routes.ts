import { adminRoute, adminStartRoute } from './route.tsx';
import { newServiceRoute, serviceRoute, servicesRoute } from './services/route.tsx';

/** The screens of the administration. */
export const adminRoutes = adminRoute.addChildren([
  adminStartRoute,
  servicesRoute,
  newServiceRoute,
  serviceRoute,
]);
