import { graphql } from '../../graphql/graphql.ts';

/** A form that waits to be filled in. */
export const OpenFormFragment = graphql(`
  fragment OpenForm on Form {
    id
    title
    state
    progress {
      required
      answered
    }
  }
`);
