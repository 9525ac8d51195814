import { useParams } from 'wouter';
import { LinkNeeded } from './LinkNeeded.tsx';
import { LockedDoor } from './LockedDoor.tsx';

/** `/j/{token}`: the link of a message. */
export function Door() {
  const { token } = useParams();
  return token ? <LockedDoor token={token} /> : <LinkNeeded />;
}
