import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { auditServer } from 'graphql-http';
import { internalTokenHeader } from './internal-token.js';
import { createServiceHandle, type ServiceHandle } from './service-handle.js';

/** One service with every directive of the federation that a service may use. */
const sdl = `
  extend schema
    @link(url: "https://banks.example/steward/v1.0", import: ["@steward"])
    @composeDirective(name: "@steward")
  directive @steward(team: String!) on OBJECT

  extend type Query { counter: Counter }
  "Where customers are served."
  type Counter @steward(team: "counters") @key(fields: "number") @key(fields: "hall { code } place") {
    number: ID!
    place: Int!
    hall: Hall!
    remark: String @tag(name: "internal")
    clerk: Clerk @provides(fields: "served")
  }
  type Hall @shareable { code: ID!  key: String @inaccessible }
  type Clerk @key(fields: "badge") {
    badge: ID!
    name: String @override(from: "people")
    served: Int @external
    years: Int! @external
    servedPerYear: Int @requires(fields: "served years")
  }
  "Anything that counts money, whoever knows it better."
  type Till @interfaceObject @key(fields: "id") { id: ID!  counter: Counter }
`;

const people = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  type Query { till: Till }
  type Clerk @key(fields: "badge") { badge: ID!  name: String  served: Int @shareable  years: Int! }
  interface Till @key(fields: "id") { id: ID! }
  type CashBox implements Till @key(fields: "id") { id: ID! }
`;

const clerk = { badge: 'b1', name: 'Ann', served: 1200, years: 10 };
const counter = { number: 'c1', place: 3, hall: { code: 'h1', key: 'brass' }, remark: 'draughty', clerk };

@Resolver('Counter')
class CounterResolver {
  @Query('counter')
  counter() {
    return counter;
  }

  @ResolveReference()
  find({ number, hall, place }: { number?: string; hall?: { code: string }; place?: number }) {
    const isMeant =
      number === counter.number || (hall?.code === counter.hall.code && place === counter.place);
    return isMeant ? counter : null;
  }
}

@Resolver('Clerk')
class ClerkResolver {
  @ResolveReference()
  find(reference: { badge: string }) {
    return { ...clerk, ...reference };
  }

  @ResolveField('servedPerYear')
  servedPerYear(@Parent() { served, years }: typeof clerk) {
    return Math.round(served / years);
  }
}

@Resolver('Till')
class TillResolver {
  @ResolveReference()
  find({ id }: { id: string }) {
    return { id, counter };
  }
}

describe('a service with all that the federation has', () => {
  const folder = mkdtempSync(join(tmpdir(), 'subgraph-'));
  let service: ServiceHandle;
  let url: string;

  beforeAll(async () => {
    writeFileSync(join(folder, 'counter.graphql'), sdl);
    service = await createServiceHandle({
      name: 'counters',
      sdlFolder: folder,
      providers: [CounterResolver, ClerkResolver, TillResolver],
      verifyCaller: () => Promise.reject(new Error('nobody has a token here')),
      ready: () => Promise.resolve(),
      closing: [],
    });
    url = `${await service.listen(0, '127.0.0.1', 'internal')}/graphql`;
  });

  afterAll(async () => {
    await service.close();
    rmSync(folder, { recursive: true });
  });

  async function ask(query: string, variables: object = {}, headers: Record<string, string> = {}) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [internalTokenHeader]: 'internal', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as { data?: unknown; errors?: unknown; extensions?: { ftv1?: string } };
  }

  it('speaks GraphQL over HTTP as the specification says: every MUST, and every SHOULD but three', async () => {
    const results = await auditServer({
      url,
      fetchFn: (input: string, init?: RequestInit) =>
        fetch(input, { ...init, headers: { ...init?.headers, [internalTokenHeader]: 'internal' } }),
    });
    const missed = results.filter(({ name, status }) => status !== 'ok' && !name.startsWith('MAY'));
    // Where nothing was run it answers 400 and not 200, as the gateway does.
    expect(missed.map(({ id }) => id).sort()).toEqual(['572B', '7B9B', 'FDE2']);
    expect(results.filter(({ name }) => name.startsWith('MUST'))).toHaveLength(13);
  });

  it('finds an entity by each of its keys, and an interface of another service by its own', async () => {
    const query = `query ($of: [_Any!]!) {
      _entities(representations: $of) {
        ... on Counter { number hall { key } remark }
        ... on Clerk { name servedPerYear }
        ... on Till { counter { number } }
      }
    }`;
    const of = [
      { __typename: 'Counter', number: 'c1' },
      { __typename: 'Counter', hall: { code: 'h1' }, place: 3 },
      { __typename: 'Clerk', badge: 'b1', served: 90, years: 4 },
      { __typename: 'Till', id: 't1' },
    ];
    const found = { number: 'c1', hall: { key: 'brass' }, remark: 'draughty' };
    expect(await ask(query, { of })).toEqual({
      data: {
        _entities: [found, found, { name: 'Ann', servedPerYear: 23 }, { counter: { number: 'c1' } }],
      },
    });
    expect(await ask('{ counter { clerk { served } } }')).toEqual({
      data: { counter: { clerk: { served: 1200 } } },
    });
  });

  it('composes with the service that it takes a field from and adds to an interface of', () => {
    const { errors, supergraphSdl = '' } = composeServices([
      { name: 'counters', typeDefs: parse(service.sdl), url: 'http://counters.internal' },
      { name: 'people', typeDefs: parse(people), url: 'http://people.internal' },
    ]);
    expect(errors ?? []).toEqual([]);
    expect(supergraphSdl).toMatch(/name: String[^\n]*override: "people"/);
    expect(supergraphSdl).toMatch(/remark: String[^\n]*@tag\(name: "internal"\)/);
    expect(supergraphSdl).toMatch(/type Counter[^{]*@steward\(team: "counters"\)/);
    expect(supergraphSdl).toMatch(/interface Till[^{]*isInterfaceObject: true/);
    expect(supergraphSdl).toMatch(/key: String[^\n]*@inaccessible/);
  });

  it('tells how long its resolvers took to whoever asks for that, and nothing of it otherwise', async () => {
    const traced = await ask('{ counter { number } }', {}, { 'apollo-federation-include-trace': 'ftv1' });
    expect(traced).toEqual({
      data: { counter: { number: 'c1' } },
      extensions: { ftv1: expect.stringMatching(/^[\w+/]+=*$/) },
    });
    const trace = Buffer.from(traced.extensions?.ftv1 ?? '', 'base64').toString('latin1');
    expect(trace).toContain('counter');
    expect(await ask('{ counter { number } }')).toEqual({ data: { counter: { number: 'c1' } } });
  });
});
