import { ownPath } from '../../session/own_path.ts';
import { type PatientRoute, screen } from '../screen.ts';

export const signInRoutes: PatientRoute[] = [
  screen('/ingresar', () => import('./SignIn.tsx').then((loaded) => loaded.SignIn)),
  screen('/registrarse', () => import('./SignUp.tsx').then((loaded) => loaded.SignUp)),
];

/** Where one signs in and then comes back to this address; `/` leads nowhere in particular. */
export function signInPath(back: string): string {
  return back === '/' ? '/ingresar' : `/ingresar?volver=${encodeURIComponent(back)}`;
}

/** Where to go after signing in, as the address of this page says. */
export function wayBack(search: string): string {
  return ownPath(new URLSearchParams(search).get('volver'), '/') ?? '/ordenes';
}
