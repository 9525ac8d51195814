import type { Page } from '../support/test.ts';
import type { Clinic } from './clinic.ts';

/** A screen, as it first shows or with something open over it. */
export interface Screen {
  /** What its pictures are called. */
  name: string;
  /** Its address as the router knows it. */
  route: string;
  /** Who looks; a stranger where left out. */
  as?:
    | 'operator'
    | 'administrator'
    | 'practitioner'
    | 'patient'
    | 'photographer'
    | 'choosing'
    | 'booked'
    | 'treated';
  /** Where it is, where the router's address is not all. */
  at?: (clinic: Clinic) => string;
  /** The heading that says that it has loaded. */
  title: string | RegExp;
  /** What is done before it is looked at, such as opening a dialog. */
  act?: (page: Page, device: 'desktop' | 'laptop' | 'phone') => Promise<unknown>;
}

/** Presses a button, the first where there are several. */
export function press(name: string | RegExp) {
  return (page: Page) => page.getByRole('button', { name }).first().click();
}
