import { graphql } from '../../../graphql/graphql.ts';

/** A member of staff as this screen shows them. */
export const UserRow = graphql(`
  fragment UserRow on User {
    id
    name
    email
    role
    disabledAt
    version
  }
`);

/** The staff, with those who are kept out. */
export const UsersQuery = graphql(
  `
    query Users($after: String) {
      users(first: 100, after: $after) {
        nodes {
          id
          ...UserRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [UserRow],
);

/** Makes a member of staff. */
export const CreateUser = graphql(
  `
    mutation CreateUser($input: CreateUserInput!) {
      createUser(input: $input) {
        user {
          id
          ...UserRow
        }
        oneTimePassword {
          password
          expiresAt
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [UserRow],
);

/** Changes a member of staff, keeps them out or lets them in again. */
export const UpdateUser = graphql(
  `
    mutation UpdateUser($input: UpdateUserInput!) {
      updateUser(input: $input) {
        user {
          id
          ...UserRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [UserRow],
);

/** Gives a member of staff another one-time password. */
export const ResetUserPassword = graphql(`
  mutation ResetUserPassword($input: ResetUserPasswordInput!) {
    resetUserPassword(input: $input) {
      oneTimePassword {
        password
        expiresAt
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);
