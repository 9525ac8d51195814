import { readFileSync } from 'node:fs';
import { buildSchema, isAbstractType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { EMBEDDED, EMBEDDED_ENDINGS, POSSIBLE_TYPES } from './cache.ts';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));

it('knows which types an abstract one stands for', () => {
  const abstract = Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type));
  const known = abstract.map(({ name }) => [name, POSSIBLE_TYPES[name]]);
  const possible = abstract.map((type) => [
    type.name,
    schema
      .getPossibleTypes(type)
      .map(({ name }) => name)
      .sort(),
  ]);
  expect(known).toEqual(possible);
});

it('knows every type that has no id', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const withoutId = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__') && !roots.includes(type))
    .filter((type) => isObjectType(type) && !type.getFields().id)
    .map((type) => type.name)
    .filter((name) => !EMBEDDED_ENDINGS.test(name));
  expect([...EMBEDDED].sort()).toEqual(withoutId.sort());
});
