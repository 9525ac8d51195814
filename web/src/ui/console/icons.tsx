import { Icon } from '../icons.tsx';

/** A list of places to go to. */
export function MenuIcon() {
  return <Icon path="M4 7h16M4 12h16M4 17h16" />;
}

/** Something is larger. */
export function PlusIcon() {
  return <Icon path="M12 5v14M5 12h14" />;
}

/** Something is smaller. */
export function MinusIcon() {
  return <Icon path="M5 12h14" />;
}

/** A quarter turn to the right. */
export function RotateIcon() {
  return <Icon path="M19.5 12a7.5 7.5 0 1 1-2.6-5.7M17.5 2.5v4h-4" />;
}

/** What is seen fits into its frame. */
export function FitIcon() {
  return <Icon path="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />;
}

/** More can be done. */
export function MoreIcon() {
  return (
    <Icon path="M4.25 12a.75.75 0 1 0 1.5 0a.75.75 0 1 0-1.5 0M11.25 12a.75.75 0 1 0 1.5 0a.75.75 0 1 0-1.5 0M18.25 12a.75.75 0 1 0 1.5 0a.75.75 0 1 0-1.5 0" />
  );
}

/** A telephone. */
export function PhoneIcon() {
  return (
    <Icon path="M6.5 3.5l3 .5 1.2 4-2 1.8a13 13 0 0 0 5.5 5.5l1.8-2 4 1.2.5 3a2.5 2.5 0 0 1-2.6 2.6A16 16 0 0 1 3.9 6.1a2.5 2.5 0 0 1 2.6-2.6z" />
  );
}

/** A person. */
export function PersonIcon() {
  return <Icon path="M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 20.5c1-4 4-6 8-6s7 2 8 6" />;
}
