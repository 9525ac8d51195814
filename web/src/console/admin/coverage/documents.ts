import { graphql } from '../../../graphql/graphql.ts';

/** A plan as it is listed and changed. */
export const PlanRow = graphql(`
  fragment PlanRow on Plan {
    id
    version
    name
    disabledAt
  }
`);

/** A payer as it is listed and changed. */
export const PayerRow = graphql(
  `
    fragment PayerRow on Payer {
      id
      version
      name
      isSelfPay
      disabledAt
      plans(includeDisabled: true) {
        id
        ...PlanRow
      }
    }
  `,
  [PlanRow],
);

/** The payers, with those that the clinic no longer works with. */
export const PayersQuery = graphql(
  `
    query AdminPayers($after: String) {
      payers(includeDisabled: true, first: 100, after: $after) {
        nodes {
          id
          ...PayerRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [PayerRow],
);

/** A rule of the table of coverage. */
export const RuleRow = graphql(`
  fragment RuleRow on CoverageRule {
    id
    version
    decision
    note
    service {
      id
      name
    }
    plan {
      id
      name
    }
  }
`);

/** The rules of a payer. */
export const RulesQuery = graphql(
  `
    query CoverageRules($payerId: ID!, $after: String) {
      coverageRules(payerId: $payerId, first: 100, after: $after) {
        nodes {
          id
          ...RuleRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [RuleRow],
);

export const CreatePayer = graphql(
  `
    mutation CreatePayer($input: CreatePayerInput!) {
      createPayer(input: $input) {
        payer {
          id
          ...PayerRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [PayerRow],
);

export const UpdatePayer = graphql(
  `
    mutation UpdatePayer($input: UpdatePayerInput!) {
      updatePayer(input: $input) {
        payer {
          id
          ...PayerRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [PayerRow],
);

export const CreatePlan = graphql(
  `
    mutation CreatePlan($input: CreatePlanInput!) {
      createPlan(input: $input) {
        plan {
          id
          ...PlanRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [PlanRow],
);

export const UpdatePlan = graphql(
  `
    mutation UpdatePlan($input: UpdatePlanInput!) {
      updatePlan(input: $input) {
        plan {
          id
          ...PlanRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [PlanRow],
);

export const SetCoverageRule = graphql(
  `
    mutation SetCoverageRule($input: SetCoverageRuleInput!) {
      setCoverageRule(input: $input) {
        rule {
          id
          ...RuleRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [RuleRow],
);

export const RemoveCoverageRule = graphql(`
  mutation RemoveCoverageRule($input: RemoveCoverageRuleInput!) {
    removeCoverageRule(input: $input) {
      removedId
      userErrors {
        code
        message
        field
      }
    }
  }
`);
