import { graphql } from '../../graphql/graphql.ts';

/** How many pages an order may have, and how large each may be. */
export const UploadLimitsFragment = graphql(`
  fragment UploadLimits on Clinic {
    id
    maxPages
    maxUploadBytes
  }
`);
