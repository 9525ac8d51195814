import { graphql } from '../../graphql/graphql.ts';

/** A service, as the patient has to know it. */
export const StudyFragment = graphql(`
  fragment Study on Service {
    id
    name
    preparation
  }
`);
