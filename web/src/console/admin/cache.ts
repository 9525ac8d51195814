import type { UpdatesConfig } from '@urql/exchange-graphcache';

/** What administrators add shows in the lists that are read already. */
export const updates: NonNullable<UpdatesConfig['Mutation']> = {
  createUser: (_result, _args, cache) => {
    cache.invalidate('Query', 'users');
  },
};
