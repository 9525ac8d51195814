import { useNavigate } from '@tanstack/react-router';
import { patientRoute } from './route.tsx';
import type { PatientAction, PatientSearch } from './search.ts';

/**
 * The dialog that is open on the patient's page. The address holds it, in place of the page's own: who goes back
 * leaves the page, and does not step through dialogs that are done.
 */
export function useDialog() {
  const { accion, sobre } = patientRoute.useSearch();
  const navigate = useNavigate({ from: patientRoute.fullPath });
  const show = (search: PatientSearch) => void navigate({ replace: true, resetScroll: false, search });
  return {
    /** What is being done; of something else of the patient it is undefined. */
    actionOn: (id: string) => (sobre === id ? accion : undefined),
    accion,
    sobre,
    open: (accion: PatientAction, sobre?: string) => show({ accion, ...(sobre !== undefined && { sobre }) }),
    close: () => show({}),
  };
}
