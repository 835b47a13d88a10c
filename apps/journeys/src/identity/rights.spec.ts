import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  isLeafType,
} from 'graphql';
import { issuersKey, readToken, signed } from '../gateway/tokens.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { post, type ApiError } from '../harness/caller.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(120_000);

const file = join(import.meta.dirname, '../../../../libs/gateway/schema.graphql');
const schema = buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true });
const platform = newPlatform();
let bank: Tenant;
let claims: Record<string, unknown>;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  claims = readToken(await bank.lender.authorization()).claims;
});
afterAll(destroyPlatforms);

/** A good token of the bank's program but for what is changed, as the issuer alone could sign it. */
async function bearer(change: Record<string, unknown>): Promise<string> {
  const { header } = readToken(await bank.lender.authorization());
  const now = Math.floor(Date.now() / 1000);
  const content = { ...claims, jti: `made ${Math.random()}`, iat: now, exp: now + 300, ...change };
  return signed({ header, claims: content }, issuersKey(platform));
}

/** Open to everybody who is let in: who one is, and what one may see of a thing by its id, which its service decides. */
const open = ['Query.viewer', 'Query.node', 'Query.nodes'];

type Field = GraphQLField<unknown, unknown>;
const fields: readonly (readonly [string, Field])[] = [
  schema.getQueryType(),
  schema.getMutationType(),
].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map((field) => [`${type?.name}.${field.name}`, field] as const),
);

const scalars: Readonly<Record<string, unknown>> = {
  ID: 'x',
  String: 'x',
  Int: 1,
  Boolean: true,
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

async function answerTo([name, field]: readonly [string, Field], authorization: string) {
  const given = field.args.filter(isRequiredArgument);
  const declared = given.map(({ name: each, type }) => `$${each}: ${String(type)}`).join(', ');
  const passed = given.map(({ name: each }) => `${each}: $${each}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const query = `${name.startsWith('Query') ? 'query' : 'mutation'} ${declared && `(${declared})`} {
    answer: ${field.name}${passed && `(${passed})`} ${selection} }`;
  const variables = Object.fromEntries(given.map(({ name: each, type }) => [each, sample(type)]));
  return post(platform.ready.urls.graphql, { query, variables }, { authorization });
}

function reasonOf(errors: readonly ApiError[]): string {
  return errors[0]?.extensions.reason ?? 'answered';
}

describe('somebody without any role', () => {
  it.each(fields.filter(([name]) => !open.includes(name)))('may not %s', async (name, field) => {
    const { errors } = await answerTo([name, field], await bearer({ realm_access: { roles: [] } }));
    expect(reasonOf(errors)).toBe('FORBIDDEN');
  });
});

describe('a program that lends', () => {
  const owners = fields.filter(([name]) =>
    /^Mutation\.(create(User|Client|ApiKey|Tenant)|change|disable|enable|delete|reset|rotate|revoke|identify|set|approve|reject|suspend|connect|request|take|end|publish)/.test(
      name,
    ),
  );

  it.each(owners)('may not %s, even when its token says that it is an owner', async (name, field) => {
    const raised = {
      realm_access: { roles: ['lender', 'owner', 'approver', 'risk-officer', 'platform-operator'] },
    };
    const { errors } = await answerTo([name, field], await bearer(raised));
    expect(reasonOf(errors)).toBe('FORBIDDEN');
  });
});
