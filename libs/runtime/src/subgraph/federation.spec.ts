import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UseGuards, type CanActivate } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { composeServices } from '@theguild/federation-composition';
import { parse, validate, type ExecutionResult } from 'graphql';
import { Fault, type Id } from '@fanxing/kernel';
import type { TenantContext } from '../identity/index.js';
import { federation } from './federation.js';
import { createServiceHandle, type ServiceHandle } from './service-handle.js';
import { internalTokenHeader } from './internal-token.js';
import { CurrentTenant, type SubgraphContext } from './subgraph-context.js';

const sdl = `
  extend type Query {
    "A branch by its number."
    branch(id: ID!): Branch
    closed: String
    branchesOpenOn(day: Date!): [Branch!]! @listSize(max: 2)
  }
  "Where a bank receives its customers."
  type Branch @key(fields: "id") {
    id: ID!
    name: String!
    "Who asked."
    reader: String!
    limit: Money
    manager: Person!
  }
  type Vault @key(fields: "id") { id: ID!  name: String! }
  "Known to the service of people."
  type Person @key(fields: "id", resolvable: false) { id: ID! }
`;

const north = Object.freeze({ id: 'north', name: 'North gate', managerId: 'ann' });

class NobodyEnters implements CanActivate {
  canActivate(): boolean {
    throw new Fault('FORBIDDEN');
  }
}

@Resolver('Branch')
class BranchResolver {
  @Query('branch')
  read(@Args('id') id: string) {
    return id === north.id ? north : null;
  }

  @Query('closed')
  @UseGuards(NobodyEnters)
  closed(): string {
    return 'a secret';
  }

  @Query('branchesOpenOn')
  openOn(@Args('day') day: string) {
    return [{ ...north, name: `North gate on ${day}` }];
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, { tenantContext }: SubgraphContext) {
    if (!tenantContext) throw new Fault('TOKEN_MISSING');
    if (id === 'burnt') throw new Error('the archive of the branch is gone');
    return id === north.id ? north : null;
  }

  @ResolveField('reader')
  reader(@CurrentTenant() { tenantId }: TenantContext): string {
    return tenantId;
  }

  @ResolveField('limit')
  limit(@Parent() branch: typeof north) {
    return branch.id === 'north' ? { amount: '1200.50', currency: 'CNY' } : null;
  }

  @ResolveField('manager')
  manager(@Parent() branch: typeof north) {
    return { id: branch.managerId };
  }
}

@Resolver('Vault')
class VaultResolver {
  @ResolveReference()
  resolveReference() {
    return north;
  }
}

const caller: TenantContext = {
  tenantId: 'tenant_01h2xcejqtf2nbrexx3vqjhp41' as Id<'tenant'>,
  environment: 'sandbox',
  actor: { kind: 'person', id: 'ann' },
  roles: [],
};

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly reason: string };
  }[];
}

type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>;

describe('a service of the federation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'subgraph-'));
  const internalToken = 'known to the gateway and to this service only';
  let service: ServiceHandle;
  let url: string;

  beforeAll(async () => {
    writeFileSync(join(folder, 'branch.graphql'), sdl);
    service = await createServiceHandle({
      name: 'branches',
      sdlFolder: folder,
      providers: [BranchResolver, VaultResolver],
      verifyCaller: (authorization) =>
        authorization === 'Bearer ann'
          ? Promise.resolve(caller)
          : Promise.reject(new Fault('TOKEN_INVALID', { problem: 'unknown' })),
      ready: () => Promise.resolve(),
      closing: [],
    });
    url = await service.listen(0, '127.0.0.1', internalToken);
  });

  afterAll(async () => {
    await service.close();
    rmSync(folder, { recursive: true });
  });

  async function inProcess(query: string, variables?: Record<string, unknown>): Promise<Answer> {
    const result: ExecutionResult = await service.execute({ document: parse(query), variables }, caller);
    return JSON.parse(JSON.stringify(result)) as Answer;
  }

  async function post(body: object, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [internalTokenHeader]: internalToken, ...headers },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  }

  const overHttp: Ask = (query, variables) => post({ query, variables }, { authorization: 'Bearer ann' });

  const entities = `query ($of: [_Any!]!) {
    _entities(representations: $of) {
      __typename
      ... on Branch { name reader limit { amount currency } manager { id } }
      ... on Vault { vaultName: name }
    }
  }`;
  const branch = {
    __typename: 'Branch',
    name: 'North gate',
    reader: caller.tenantId,
    limit: { amount: '1200.50', currency: 'CNY' },
    manager: { id: 'ann' },
  };

  describe.each<[string, Ask]>([
    ['in process', inProcess],
    ['over HTTP', overHttp],
  ])('%s', (_, ask) => {
    it('finds an entity through its reference, with its own fields, the caller and nested types', async () => {
      const answer = await ask(entities, { of: [{ __typename: 'Branch', id: 'north' }] });
      expect(answer).toEqual({ data: { _entities: [branch] } });
    });

    it('keeps the order of what is asked for, and tells one object that stands for two types apart', async () => {
      const vault = { __typename: 'Vault', vaultName: 'North gate' };
      const answer = await ask(entities, {
        of: [
          { __typename: 'Vault', id: '1' },
          { __typename: 'Branch', id: 'north' },
          { __typename: 'Vault', id: '2' },
        ],
      });
      expect(answer).toEqual({ data: { _entities: [vault, branch, vault] } });
    });

    it('answers null for an entity that it does not have', async () => {
      const answer = await ask(entities, { of: [{ __typename: 'Branch', id: 'south' }] });
      expect(answer).toEqual({ data: { _entities: [null] } });
    });

    it.each([
      ['a type that it does not know', { __typename: 'Ghost', id: '1' }],
      ['a type that it only refers to', { __typename: 'Person', id: 'ann' }],
      ['a type that is no entity', { __typename: 'Money', amount: '1.00' }],
      ['no type at all', { id: 'north' }],
      ['no object at all', 'north'],
    ])('refuses %s at its own place and still answers the rest', async (_title, stranger) => {
      const answer = await ask(entities, { of: [stranger, { __typename: 'Branch', id: 'north' }] });
      expect(answer.data).toEqual({ _entities: [null, branch] });
      expect(answer.errors).toMatchObject([
        { path: ['_entities', 0], extensions: { code: 'BAD_USER_INPUT', reason: 'QUERY_INVALID' } },
      ]);
    });

    it('says nothing of what went wrong inside', async () => {
      const answer = await ask(entities, { of: [{ __typename: 'Branch', id: 'burnt' }] });
      expect(answer.errors).toMatchObject([{ path: ['_entities', 0], extensions: { reason: 'INTERNAL' } }]);
      expect(JSON.stringify(answer)).not.toContain('archive');
    });

    it('asks the guards of a resolver first', async () => {
      const answer = await ask('{ closed }');
      expect(answer.data).toEqual({ closed: null });
      expect(answer.errors).toMatchObject([{ path: ['closed'], extensions: { reason: 'FORBIDDEN' } }]);
    });

    it('reads the scalars that all services share', async () => {
      const answer = await ask('query ($day: Date!) { branchesOpenOn(day: $day) { name } }', {
        day: '2026-11-22',
      });
      expect(answer).toEqual({ data: { branchesOpenOn: [{ name: 'North gate on 2026-11-22' }] } });
      const refused = await ask('query ($day: Date!) { branchesOpenOn(day: $day) { name } }', {
        day: 'soon',
      });
      expect(refused.errors).toMatchObject([{ extensions: { reason: 'DATE_MALFORMED', path: 'day' } }]);
      expect(refused.data ?? null).toBeNull();
    });

    it('answers the SDL that the gateway composes', async () => {
      const answer = await ask('{ _service { sdl } }');
      expect(answer).toEqual({ data: { _service: { sdl: service.sdl } } });
    });
  });

  it('tells its SDL to whoever has no token, and nothing else', async () => {
    expect(await post({ query: '{ _service { sdl } }' }, {})).toEqual({
      data: { _service: { sdl: service.sdl } },
    });
    const answer = await post(
      { query: entities, variables: { of: [{ __typename: 'Branch', id: 'north' }] } },
      {},
    );
    expect(answer.data).toEqual({ _entities: [null] });
    expect(answer.errors).toMatchObject([{ extensions: { reason: 'TOKEN_MISSING' } }]);
  });

  it('composes with a service that extends its entity', () => {
    const composed = composeServices([
      { name: 'branches', typeDefs: parse(service.sdl), url: 'http://branches.internal' },
      {
        name: 'people',
        typeDefs: parse(`
          extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external"])
          type Query { people: [Person!]! }
          type Person @key(fields: "id") { id: ID!  name: String! }
          type Branch @key(fields: "id") { id: ID! @external  staff: [Person!]! }
        `),
        url: 'http://people.internal',
      },
    ]);
    expect(composed.errors ?? []).toEqual([]);
    expect(composed.supergraphSdl).toMatch(/type Branch[^{]+key: "id"/);
  });

  it('has a schema that a document is validated against', () => {
    expect(validate(service.schema, parse(entities))).toEqual([]);
    expect(validate(service.schema, parse('{ branch(id: "north") { colour } }'))).toHaveLength(1);
  });
});

describe('a service that declares an entity and cannot find it', () => {
  it('does not start', () => {
    const { transformResolvers } = federation('type Loan @key(fields: "id") { id: ID! }');
    expect(() => transformResolvers({ Loan: { id: () => '1' } })).toThrow(/Loan .* @ResolveReference/);
  });
});
