import { graphql, type ResultOf } from '../../graphql/graphql.ts';

/** A treatment with what may be done with it now. */
export const CarePlanFragment = graphql(`
  fragment PatientCarePlan on CarePlan {
    id
    title
    state
    version
    plannedVisits
    completedVisits
    cancelReason
    canBookVisit
    canReassign
    canComplete
    canCancel
    practitioner {
      id
      name
    }
    service {
      id
      name
    }
    nextVisit {
      id
      startsAt
    }
  }
`);

/** A treatment of the patient's page. */
export type PatientCarePlan = ResultOf<typeof CarePlanFragment>;

/** A treatment begins. */
export const CreateCarePlan = graphql(
  `
  mutation CreateCarePlan($input: CreateCarePlanInput!) {
    createCarePlan(input: $input) {
      carePlan {
        id
        ...PatientCarePlan
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [CarePlanFragment],
);

/** A treatment goes on with another practitioner. */
export const ReassignCarePlan = graphql(
  `
  mutation ReassignCarePlan($input: ReassignCarePlanInput!) {
    reassignCarePlan(input: $input) {
      carePlan {
        id
        ...PatientCarePlan
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [CarePlanFragment],
);

/** A treatment is completed. */
export const CompleteCarePlan = graphql(
  `
  mutation CompleteCarePlan($input: CompleteCarePlanInput!) {
    completeCarePlan(input: $input) {
      carePlan {
        id
        ...PatientCarePlan
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [CarePlanFragment],
);

/** A treatment is broken off, and its coming visits with it. */
export const CancelCarePlan = graphql(
  `
  mutation CancelCarePlan($input: CancelCarePlanInput!) {
    cancelCarePlan(input: $input) {
      carePlan {
        id
        ...PatientCarePlan
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [CarePlanFragment],
);

/** Books the next visit of a treatment. */
export const BookVisit = graphql(`
  mutation BookVisit($input: BookVisitInput!) {
    bookVisit(input: $input) {
      appointment {
        id
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);
