import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './schema.d.ts';

/** Types a document by the schema: fragments stand beside the components that show them. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
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
