import { useSyncExternalStore } from 'react';
import { useSession } from '../../session/session.tsx';

/** How the live feed stands; the component renders again when it is lost or back. */
export function useConnection() {
  const { connection } = useSession().live;
  // `heard` changes without a render, so the snapshot must be one that did not.
  useSyncExternalStore(connection.subscribe, () => connection.get().since);
  return connection.get();
}
