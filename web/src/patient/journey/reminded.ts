import { graphql } from '../../graphql/graphql.ts';

/** By what a patient is reminded. */
export const RemindedFragment = graphql(`
  fragment Reminded on Patient {
    id
    email
    remindedByEmail
    remindedByWhatsapp
  }
`);
