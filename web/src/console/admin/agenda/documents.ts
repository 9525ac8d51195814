import { graphql } from '../../../graphql/graphql.ts';

/** When a resource works, and what is booked on it outside of that. */
export const ResourceHours = graphql(`
  fragment ResourceHours on Resource {
    id
    version
    weeklyHours {
      weekday
      startMinute
      endMinute
      validFrom
      validTo
    }
    exceptions {
      day
      reason
      hours {
        startMinute
        endMinute
      }
    }
    appointmentsOutsideHours(first: 20) {
      totalCount
      nodes {
        id
        startsAt
        patient {
          id
          givenName
          familyName
        }
        services {
          id
          name
        }
      }
    }
  }
`);

/** A resource by itself, without its hours. */
export const EditableResource = graphql(`
  fragment EditableResource on Resource {
    id
    version
    name
    disabledAt
    site {
      id
      name
    }
    practitioner {
      id
      name
    }
  }
`);

/** Where a resource can stand and whose it can be. */
export const ResourceChoices = graphql(`
  fragment ResourceChoices on Query {
    sites {
      id
      name
    }
    practitioners {
      id
      name
    }
  }
`);

/** Makes a resource. */
export const CreateResource = graphql(
  `
    mutation CreateResource($input: CreateResourceInput!) {
      createResource(input: $input) {
        resource {
          id
          ...EditableResource
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [EditableResource],
);

/** Changes a resource, takes it out of use or uses it again. */
export const UpdateResource = graphql(
  `
    mutation UpdateResource($input: UpdateResourceInput!) {
      updateResource(input: $input) {
        resource {
          id
          ...EditableResource
          ...ResourceHours
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [EditableResource, ResourceHours],
);

/** Replaces the weekly hours from a day on. */
export const SetWeeklyHours = graphql(
  `
    mutation SetWeeklyHours($input: SetWeeklyHoursInput!) {
      setWeeklyHours(input: $input) {
        resource {
          id
          ...ResourceHours
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [ResourceHours],
);

/** Says when a resource works on one day. */
export const SetScheduleException = graphql(
  `
    mutation SetScheduleException($input: SetScheduleExceptionInput!) {
      setScheduleException(input: $input) {
        resource {
          id
          ...ResourceHours
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [ResourceHours],
);

/** The weekly hours hold again on that day. */
export const RemoveScheduleException = graphql(
  `
    mutation RemoveScheduleException($input: RemoveScheduleExceptionInput!) {
      removeScheduleException(input: $input) {
        resource {
          id
          ...ResourceHours
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [ResourceHours],
);
