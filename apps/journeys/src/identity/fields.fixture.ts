import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
} from 'graphql';

const file = join(import.meta.dirname, '../../../../libs/gateway/schema.graphql');
const schema = buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true });

export type Field = GraphQLField<unknown, unknown>;
/** Every field of the public API's roots, by `Query.loan` and `Mutation.drawDown`. */
export const fields: readonly (readonly [string, Field])[] = [
  schema.getQueryType(),
  schema.getMutationType(),
].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map((field) => [`${type?.name}.${field.name}`, field] as const),
);

const scalars: Readonly<Record<string, unknown>> = {
  ID: 'x',
  String: 'x',
  Int: 1,
  Float: 1,
  // Nothing is switched on by walking past.
  Boolean: false,
  Decimal: '1',
  Date: '2026-01-01',
  DateTime: '2026-01-01T00:00:00Z',
  CurrencyCode: 'CNY',
  JSON: {},
};

/** The smallest value that the schema lets through. */
function sample(type: GraphQLInputType): unknown {
  const plain = getNullableType(type);
  if (isListType(plain)) return [];
  if (isEnumType(plain)) return plain.getValues()[0]?.name;
  if (!isInputObjectType(plain)) return scalars[(plain as GraphQLNamedType).name];
  return Object.fromEntries(
    Object.values(plain.getFields())
      .filter(isRequiredInputField)
      .map((field) => [field.name, sample(field.type)]),
  );
}

/** The smallest request for a field that is valid. */
export function smallestRequest([name, field]: readonly [string, Field]): {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
} {
  const given = field.args.filter(isRequiredArgument);
  const declared = given.map(({ name: each, type }) => `$${each}: ${String(type)}`).join(', ');
  const passed = given.map(({ name: each }) => `${each}: $${each}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const query = `${name.startsWith('Query') ? 'query' : 'mutation'} ${declared && `(${declared})`} {
    answer: ${field.name}${passed && `(${passed})`} ${selection} }`;
  return { query, variables: Object.fromEntries(given.map(({ name: each, type }) => [each, sample(type)])) };
}
