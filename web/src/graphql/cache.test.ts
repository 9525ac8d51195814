import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { EMBEDDED, EMBEDDED_ENDINGS } from './cache.ts';

it('knows every type that has no id', () => {
  const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const withoutId = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__') && !roots.includes(type))
    .filter((type) => isObjectType(type) && !type.getFields().id)
    .map((type) => type.name)
    .filter((name) => !EMBEDDED_ENDINGS.test(name));
  expect([...EMBEDDED].sort()).toEqual(withoutId.sort());
});
