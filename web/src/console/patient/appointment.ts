import { graphql, type ResultOf } from '../../graphql/graphql.ts';

/** An appointment with what may be done with it now. */
export const AppointmentFragment = graphql(`
  fragment PatientAppointment on Appointment {
    id
    startsAt
    endsAt
    state
    visitNumber
    startedAt
    cancelReason
    canCancel
    canReschedule
    canStart
    canComplete
    canMarkNoShow
    canReopen
    services {
      id
      name
    }
    site {
      id
      name
    }
  }
`);

/** An appointment of the patient's page. */
export type PatientAppointment = ResultOf<typeof AppointmentFragment>;

/** The patient is there. */
export const StartVisit = graphql(
  `
  mutation StartVisit($input: VisitInput!) {
    startVisit(input: $input) {
      appointment {
        id
        ...PatientAppointment
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [AppointmentFragment],
);

/** The visit took place. */
export const CompleteVisit = graphql(
  `
  mutation CompleteVisit($input: CompleteVisitInput!) {
    completeVisit(input: $input) {
      appointment {
        id
        ...PatientAppointment
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [AppointmentFragment],
);

/** The patient did not come. */
export const MarkNoShow = graphql(
  `
  mutation MarkNoShow($input: VisitInput!) {
    markNoShow(input: $input) {
      appointment {
        id
        ...PatientAppointment
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [AppointmentFragment],
);

/** Takes back what was said of the visit. */
export const ReopenVisit = graphql(
  `
  mutation ReopenVisit($input: VisitInput!) {
    reopenVisit(input: $input) {
      appointment {
        id
        ...PatientAppointment
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [AppointmentFragment],
);

/** Calls the appointment off. */
export const CancelAppointment = graphql(
  `
  mutation CancelAppointment($input: CancelAppointmentInput!) {
    cancelAppointment(input: $input) {
      appointment {
        id
        ...PatientAppointment
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [AppointmentFragment],
);

/** Moves the appointment to another slot. */
export const MoveAppointment = graphql(
  `
  mutation MoveAppointment($input: RescheduleAppointmentInput!) {
    rescheduleAppointment(input: $input) {
      appointment {
        id
        ...PatientAppointment
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [AppointmentFragment],
);
