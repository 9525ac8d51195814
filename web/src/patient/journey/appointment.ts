import { graphql } from '../../graphql/graphql.ts';

/** An appointment, and what its patient may do with it. */
export const AppointmentFragment = graphql(`
  fragment Appointment on Appointment {
    id
    version
    startsAt
    state
    selfPay
    externalId
    canCancel
    canReschedule
    rescheduleObstacle
    site {
      id
      name
      address
    }
    segments {
      startsAt
      service {
        id
        name
      }
    }
    practitioner {
      id
      name
    }
    carePlan {
      id
      practitioner {
        id
        name
      }
    }
  }
`);
