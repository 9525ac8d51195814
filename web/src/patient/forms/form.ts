import { graphql, type ResultOf } from '../../graphql/graphql.ts';

/** A form with what it asks and what is answered. All of filling it in shows all of it. */
export const FillableFormFragment = graphql(`
  fragment FillableForm on Form @_unmask {
    id
    title
    state
    version
    definitionVersion
    canSubmit
    savedAt
    submittedAt
    progress {
      required
      answered
    }
    sections {
      title
      description
      visible
      fields {
        __typename
        fieldId
        label
        help
        required
        visible
        answered
        error
        ... on FormTextField {
          multiline
          maxLength
          text
        }
        ... on FormNumberField {
          minimum
          maximum
          integer
          unit
          number
        }
        ... on FormDateField {
          earliest
          latest
          date
        }
        ... on FormChoiceField {
          multiple
          options {
            value
            label
          }
          choices
        }
        ... on FormScaleField {
          lowest
          highest
          lowestLabel
          highestLabel
          step
        }
        ... on FormBodyAreaField {
          multiple
          areas {
            code
            name
            view
          }
          marked
        }
        ... on FormConsentField {
          statement
          consent {
            signerName
          }
        }
      }
    }
  }
`);

/** A form that is to be filled in, and whose it is: what they typed and nobody saved is with it at once. */
export const FormQuery = graphql(
  `
    query FormToFillIn($id: ID!) {
      viewer {
        __typename
        ... on Patient {
          id
        }
        ... on Journey {
          id
        }
        ... on CarePlanJourney {
          id
        }
      }
      form(id: $id) {
        id
        ...FillableForm
      }
    }
  `,
  [FillableFormFragment],
);

/** A form that is filled in. */
export type FillableForm = NonNullable<ResultOf<typeof FormQuery>['form']>;

/** A section of it. */
export type Section = FillableForm['sections'][number];

/** One question, with its answer. */
export type FormField = Section['fields'][number];

/** A question of one kind. */
export type FieldOf<Kind extends FormField['__typename']> = Extract<FormField, { __typename: Kind }>;
