import { graphql } from '../../graphql/graphql.ts';
import { CoverageFragment } from '../../session/payers.ts';

/** Everything that a row of the grid shows and its actions need. */
export const RequestRowFragment = graphql(
  `
  fragment RequestRow on AssistanceRequest {
    id
    version
    uploadedAt
    state
    attentionReason
    resolvedAt
    outcome
    bookingPortalUrl
    lastContact {
      at
      message
      by {
        id
        name
      }
    }
    resolvedBy {
      id
      name
    }
    patient {
      id
      givenName
      familyName
      documentType
      nationalId
      mobilePhone
      verifiedPhone
      email
      coverage {
        ...PatientCoverage
      }
    }
  }
`,
  [CoverageFragment],
);
