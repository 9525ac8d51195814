import { graphql, type ResultOf } from '../../graphql/graphql.ts';

/** What is read of a slot that is offered. */
export const OfferFragment = graphql(`
  fragment Offer on Slot @_unmask {
    id
    startsAt
    site {
      id
      name
      address
    }
  }
`);

/** A slot as it is offered. */
export type Offer = ResultOf<typeof OfferFragment>;
