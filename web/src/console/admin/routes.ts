import { agendaRoute, newResourceRoute, resourceRoute } from './agenda/route.tsx';
import { circuitsRoute } from './circuits/route.tsx';
import { coverageRoute, payerRoute } from './coverage/route.tsx';
import { keysRoute } from './keys/route.tsx';
import { remindersRoute } from './reminders/route.tsx';
import { adminRoute, adminStartRoute } from './route.tsx';
import { newServiceRoute, serviceRoute, servicesRoute } from './services/route.tsx';
import { settingsRoute } from './settings/route.tsx';
import { usersRoute } from './users/route.tsx';

/** The screens of the administration. */
export const adminRoutes = adminRoute.addChildren([
  adminStartRoute,
  servicesRoute,
  newServiceRoute,
  serviceRoute,
  circuitsRoute,
  coverageRoute,
  payerRoute,
  agendaRoute,
  newResourceRoute,
  resourceRoute,
  usersRoute,
  remindersRoute,
  settingsRoute,
  keysRoute,
]);
