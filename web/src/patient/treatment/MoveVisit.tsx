import { Move } from '../journey/Move.tsx';
import { ofVisit } from './of_visit.tsx';

/** `/tratamiento/{id}/cambiar`. */
export const MoveVisit = ofVisit(Move);
