import { ReviewMove } from '../journey/ReviewMove.tsx';
import { ofVisit } from './of_visit.tsx';

/** `/tratamiento/{id}/cambiar/revisar`. */
export const ReviewMoveVisit = ofVisit(ReviewMove);
