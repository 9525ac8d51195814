import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './schema.d.ts';

type Types = introspection['types'];

/** The idempotency key as an input that has to be there. */
interface RequiredKey {
  name: 'idempotencyKey';
  type: { kind: 'NON_NULL'; name: never; ofType: { kind: 'SCALAR'; name: 'String'; ofType: null } };
  defaultValue: null;
}

/** Where the schema only allows an idempotency key, these pages have to send one: an answer can get lost anywhere. */
type WithKeys = {
  [Name in keyof Types]: Types[Name] extends { inputFields: infer Fields }
    ? Omit<Types[Name], 'inputFields'> & {
        inputFields: {
          [Place in keyof Fields]: Fields[Place] extends { name: 'idempotencyKey' }
            ? RequiredKey
            : Fields[Place];
        };
      }
    : Types[Name];
};

/** Types a document by the schema: fragments stand beside the components that show them. */
export const graphql = initGraphQLTada<{
  introspection: Omit<introspection, 'types'> & { types: WithKeys };
  scalars: {
    /** An instant, ISO 8601 in UTC. */
    DateTime: string;
    /** A day of the clinic's calendar. */
    Date: string;
    /** A place in a live feed, opaque. */
    Cursor: string;
  };
}>();

export { type FragmentOf, type ResultOf, readFragment, type VariablesOf } from 'gql.tada';
