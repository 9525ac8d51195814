import { createContext, type ReactNode, useContext } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../graphql/graphql.ts';
import { Starting } from '../ui/Starting.tsx';

const ClinicQuery = graphql(`
  query Clinic {
    clinic {
      id
      name
      timeZone
      phone
      phoneUri
      email
    }
  }
`);

interface Clinic {
  name: string;
  timeZone: string;
  phone?: string | null;
  phoneUri?: string | null;
  email?: string | null;
}

/** Where the server has several clinics, nobody's is known before signing in. */
const UNKNOWN: Clinic = { name: 'Asistencia', timeZone: 'America/Argentina/Buenos_Aires' };

const ClinicContext = createContext<Clinic>(UNKNOWN);

/** Gives a page its clinic: what it is called, and the time in which everything is told. */
export function ClinicProvider({ children }: { children: ReactNode }) {
  const [{ data, fetching }] = useQuery({ query: ClinicQuery });
  // Nothing may be told in another clinic's time, not even for a moment.
  if (fetching && !data) return <Starting />;
  return <ClinicContext value={data?.clinic ?? UNKNOWN}>{children}</ClinicContext>;
}

/** The clinic of this page. */
export function useClinic(): Clinic {
  return useContext(ClinicContext);
}
