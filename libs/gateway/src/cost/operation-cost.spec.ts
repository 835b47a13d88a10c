import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  executeSync,
  getNamedType,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql';
import fc from 'fast-check';
import { listSizesIn } from '@fanxing/runtime/subgraph';
import { randomOperation, type GeneratedOperation } from '@fanxing/testing';
import { nodeSdl } from '../node/node-subgraph.js';
import { documentLimits } from '../document-size.js';
import { DocumentCheck } from '../document-check.js';

const libs = join(import.meta.dirname, '../../..');
const schema = buildSchema(readFileSync(join(libs, 'gateway/schema.graphql'), 'utf8'));
const listSizes = listSizesIn(
  readdirSync(libs, { recursive: true, encoding: 'utf8' })
    .filter((file) => /service\/src\/.*\.graphql$/.test(file) && !file.includes('node_modules'))
    .map((file) => readFileSync(join(libs, file), 'utf8'))
    .concat(nodeSdl.replace(/^extend schema.*$/m, ''))
    .join('\n'),
);
const wide = {
  ...documentLimits,
  aliasesMax: 1_000,
  tokensMax: 100_000,
  fieldsMax: 100_000,
  directivesMax: 1_000,
};
/** Answers of more things than that take longer to make than they teach. */
const pricedMax = 300;
const roots = Object.keys(schema.getQueryType()?.getFields() ?? {});

type Given = Readonly<Record<string, unknown>>;

/** A price, and what it comes to when every list is as full as it can be. */
function bothOf(
  { query, variables }: GeneratedOperation,
  most = Infinity,
): { requested: number; actual: number } {
  const { cost } = new DocumentCheck({ schema, listSizes }, wide).checked(query, undefined);
  const requested = cost.requested(variables);
  if (requested > most) return { requested, actual: 0 };
  const { data, errors } = executeSync({
    schema,
    document: parse(query),
    variableValues: variables,
    rootValue: {},
    fieldResolver: filled,
    typeResolver: (thing) => (thing as Thing).kind,
  });
  if (errors) throw new Error(`${errors[0]?.message} in ${query}`);
  return { requested, actual: cost.actual(data) };
}

interface Thing {
  readonly kind: string;
  /** How it was asked for. */
  readonly given: Given;
}

/** The most that a service answers to a field: it holds its lists to their sizes, and pages to what was asked for. */
function filled(source: Thing, given: Given, _: unknown, info: GraphQLResolveInfo): unknown {
  const named = getNamedType(info.returnType);
  const listed = isList(info.returnType);
  if (!isCompositeType(named)) return listed ? [] : plain(named);
  const kinds = isAbstractType(named) ? info.schema.getPossibleTypes(named) : [named];
  const thing = (place: number): Thing => ({ kind: kinds[place % kinds.length]?.name ?? '', given });
  if (!listed) return thing(0);
  const field = info.parentType.getFields()[info.fieldName];
  const size = ((): number => {
    if (info.fieldName === 'edges') return pageSize(source.given, 20);
    if (Array.isArray(given['ids'])) return given['ids'].length;
    if (field?.args.some(({ name }) => name === 'first')) return pageSize(given, 100);
    return listSizes.get(`${info.parentType.name}.${info.fieldName}`) ?? Number.NaN;
  })();
  return Array.from({ length: size }, (__, place) => thing(place));
}

/** As the services read it: what nobody says is their own. */
function pageSize({ first, last }: Given, unsaid: number): number {
  return (first ?? last ?? unsaid) as number;
}

function plain(type: GraphQLNamedType): unknown {
  if (isEnumType(type)) return type.getValues()[0]?.value;
  if (type === GraphQLInt || type === GraphQLFloat) return 1;
  return type === GraphQLBoolean ? true : 'text';
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** Any argument that has to be given; what it names does not matter here. */
function anyValue(_: string, { name, type }: GraphQLArgument): string | undefined {
  if (name === 'ids') return '["a", "b", "c"]';
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isInputObjectType(named)) return undefined;
  return named === GraphQLInt ? '1' : named === GraphQLBoolean ? 'true' : '"2026-01-01"';
}

describe('the price of an operation', () => {
  it('is never less than what it comes to, however full every list is', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.constantFrom(3, 20, 100), (seed, pageMax) => {
        const operation = randomOperation({ schema, roots, given: anyValue, random: seeded(seed), pageMax });
        expect(validate(schema, parse(operation.query))).toEqual([]);
        const { requested, actual } = bothOf(operation, pricedMax);
        if (requested <= pricedMax) compared += 1;
        expect([operation, requested]).toEqual([operation, Math.max(requested, actual)]);
      }),
      { numRuns: 300, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(120);
  });

  it.each<[string, number]>([
    [
      '{ loans(first: 100) { edges { node { schedule { instalments { principal { amount } } } } } } }',
      10_201,
    ],
    ['{ loans(first: 50) { edges { node { schedule { instalments { principal { amount } } } } } } }', 5_101],
    [
      '{ loans(first: 7) { edges { cursor node { repayments(first: 9) { id } } } pageInfo { endCursor } } }',
      71,
    ],
    ['{ loans { edges { node { repayments { id } } } } }', 1 + 20 * 101],
    ['{ journalEntries(first: 3) { edges { node { postings { amount { amount } } } } } }', 64],
    ['{ events(borrowerId: "b") { id } }', 100],
    ['{ trialBalance { accounts { code } } }', 1_001],
    [
      '{ nodes(ids: ["a", "b"]) { id ... on Loan { repayments(first: 5) { id } } ... on Product { versions(first: 5) { id } } } }',
      22,
    ],
    ['query ($n: Int! = 4) { loans(first: $n) { edges { node { id } } } }', 5],
    [
      'query ($n: Int) { borrowers(first: 1) { edges { node { creditLines(first: 1) { loans(first: $n) { id } } } } } }',
      53,
    ],
  ])('of %s is %i', (query, points) => {
    const { requested, actual } = bothOf({ query, variables: {} }, 3_000);
    expect(requested).toBe(points);
    expect(actual).toBeLessThanOrEqual(requested);
  });

  it('of mutations counts each, those in fragments too', () => {
    const query = `mutation { a: suspendTenant(input: { tenantId: "a" }) { id } ...more }
      fragment more on Mutation { b: suspendTenant(input: { tenantId: "a" }) { id } c: resumeTenant(input: { tenantId: "a" }) { id } }`;
    const { cost } = new DocumentCheck({ schema, listSizes }, wide).checked(query, undefined);
    expect(cost.requested({})).toBe(33);
    expect(cost.actual(null)).toBe(30);
  });

  it('cannot be told of a list of which nobody says how long it is', () => {
    const check = new DocumentCheck({ schema, listSizes: new Map() }, wide);
    expect(() => check.checked('{ dataNames { name } }', undefined)).toThrow(/Query.dataNames/);
  });

  it('covers every list of the API', () => {
    const lists = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !type.name.startsWith('__')
        ? Object.values(type.getFields())
            .filter((field) => isList(field.type) && isCompositeType(getNamedType(field.type)))
            .filter(
              ({ name, args }) => name !== 'edges' && !args.some((each) => /^(first|ids)$/.test(each.name)),
            )
            .map(({ name }) => `${type.name}.${name}`)
        : [],
    );
    expect([...listSizes.keys()].sort()).toEqual(lists.sort());
  });
});

/** mulberry32, of Tommy Ettinger, in the public domain. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
