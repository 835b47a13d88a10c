import { describe, it } from 'node:test';
import { parse, validate } from 'graphql';
import { answered, same } from './answered.fixture.mjs';

/*
 * What the federation's features come to through this gateway: composed by its composer and planned by its planner, over subgraphs
 * that are nothing but GraphQL. The topics are those of the public audit of gateways; docs/federation.md says how they correspond.
 */
const shops = [
  { id: '1', name: 'Noodles', city: 'Hangzhou', rentFen: 90_000 },
  { id: '2', name: 'Buns', city: 'Ningbo', rentFen: 40_000 },
];
const byId = ({ id }) => shops.find((shop) => shop.id === id) ?? null;
const namesOnly = {
  name: 'names',
  sdl: 'type Query { shops: [Shop!]! shop(id: ID!): Shop } type Shop @key(fields: "id") { id: ID! name: String! }',
  resolvers: {
    Query: { shops: () => shops, shop: (_, given) => byId(given) },
    Shop: { reference: byId },
  },
};
describe('an entity', () => {
  it('is put together from those who know a part of it, in one question each', async () => {
    const { data, errors, bindings } = await answered(
      [
        namesOnly,
        {
          name: 'cities',
          sdl: 'type Shop @key(fields: "id") { id: ID! city: String! }',
          resolvers: { Shop: { reference: byId } },
        },
      ],
      '{ shops { id name city __typename } }',
    );
    same(errors, undefined);
    same(data, {
      shops: shops.map(({ id, name, city }) => ({ id, name, city, __typename: 'Shop' })),
    });
    same(
      bindings.map(({ asked }) => asked),
      [['shops'], ['_entities']],
    );
  });
  it('that is not there is null, also where another knows its key', async () => {
    const { data } = await answered(
      [
        namesOnly,
        {
          name: 'cities',
          sdl: 'type Shop @key(fields: "id") { id: ID! city: String }',
          resolvers: { Shop: { reference: () => null } },
        },
      ],
      '{ shop(id: "1") { name city } none: shop(id: "9") { name } }',
    );
    same(data, { shop: { name: 'Noodles', city: null }, none: null });
  });
  it('is found by any of its keys, by several fields together, and by keys within keys', async () => {
    const branch = { code: 'HZ', country: 'CN', bank: { id: 'b1' }, name: 'West Lake', staff: 12 };
    const { data, errors } = await answered(
      [
        {
          name: 'a',
          sdl: 'type Query { branch: Branch } type Branch @key(fields: "code country") @key(fields: "bank { id } code") { code: ID! country: String! bank: Bank! } type Bank @shareable { id: ID! }',
          resolvers: { Query: { branch: () => branch }, Branch: { reference: () => branch } },
        },
        {
          name: 'b',
          sdl: 'type Branch @key(fields: "code country") { code: ID! country: String! name: String! }',
          resolvers: {
            Branch: {
              reference: ({ code, country }) => (code === 'HZ' && country === 'CN' ? branch : null),
            },
          },
        },
        {
          name: 'c',
          sdl: 'type Branch @key(fields: "bank { id } code") { code: ID! bank: Bank! staff: Int! } type Bank @shareable { id: ID! }',
          resolvers: {
            Branch: {
              reference: ({ code, bank }) => (code === 'HZ' && bank.id === 'b1' ? branch : null),
            },
          },
        },
      ],
      '{ branch { name staff } }',
    );
    same(errors, undefined);
    same(data, { branch: { name: 'West Lake', staff: 12 } });
  });
  it('that only refers to another is completed by whose it is', async () => {
    const { data } = await answered(
      [
        namesOnly,
        {
          name: 'loans',
          sdl: 'type Query { loan: Loan! } type Loan { id: ID! shop: Shop! } type Shop @key(fields: "id", resolvable: false) { id: ID! }',
          resolvers: { Query: { loan: () => ({ id: 'l', shop: { id: '2' } }) } },
        },
      ],
      '{ loan { shop { name } } }',
    );
    same(data, { loan: { shop: { name: 'Buns' } } });
  });
});
describe('a field', () => {
  const rents = {
    name: 'rents',
    sdl: 'type Shop @key(fields: "id") { id: ID! rentFen: Int! }',
    resolvers: { Shop: { reference: byId } },
  };
  it('that requires others gets them first, through as many steps as it takes, with its arguments', async () => {
    const { data, errors } = await answered(
      [
        namesOnly,
        rents,
        {
          name: 'risk',
          sdl: 'type Shop @key(fields: "id") { id: ID! rentFen: Int! @external burden: Int! @requires(fields: "rentFen") }',
          resolvers: {
            Shop: {
              reference: (given) => given,
              burden: ({ rentFen }) => rentFen / 100,
            },
          },
        },
        {
          name: 'words',
          sdl: 'type Shop @key(fields: "id") { id: ID! burden: Int! @external verdict(limit: Int!): String! @requires(fields: "burden") }',
          resolvers: {
            Shop: {
              reference: (given) => given,
              verdict: ({ burden }, { limit }) => (burden > limit ? 'high' : 'low'),
            },
          },
        },
      ],
      'query ($limit: Int!) { shops { verdict(limit: $limit) strict: verdict(limit: 1) } }',
      { limit: 500 },
    );
    same(errors, undefined);
    same(data, {
      shops: [
        { verdict: 'high', strict: 'high' },
        { verdict: 'low', strict: 'high' },
      ],
    });
  });
  it('that is provided is not fetched from elsewhere', async () => {
    const provided = {
      name: 'front',
      sdl: 'type Query { first: Shop! @provides(fields: "rentFen") } type Shop @key(fields: "id") { id: ID! rentFen: Int! @external }',
      resolvers: { Query: { first: () => ({ id: '1', rentFen: 7 }) }, Shop: { reference: byId } },
    };
    const shared = { ...rents, sdl: 'type Shop @key(fields: "id") { id: ID! rentFen: Int! @shareable }' };
    const { data, bindings } = await answered([provided, shared], '{ first { rentFen } }');
    same(data, { first: { rentFen: 7 } });
    same(
      bindings.map(({ asked }) => asked),
      [['first'], []],
    );
  });
  it('that another has taken over is asked of the new one', async () => {
    const old = {
      ...rents,
      resolvers: { Shop: { reference: (given) => ({ ...given, rentFen: -1 }) } },
    };
    const taken = {
      name: 'newer',
      sdl: 'type Shop @key(fields: "id") { id: ID! rentFen: Int! @override(from: "rents") }',
      resolvers: { Shop: { reference: byId } },
    };
    const { data } = await answered([namesOnly, old, taken], '{ shops { rentFen } }');
    same(data, { shops: shops.map(({ rentFen }) => ({ rentFen })) });
  });
  it('that is inaccessible is not in the API, but may be required within it', async () => {
    const hidden = { ...rents, sdl: 'type Shop @key(fields: "id") { id: ID! rentFen: Int! @inaccessible }' };
    const risk = {
      name: 'risk',
      sdl: 'type Shop @key(fields: "id") { id: ID! rentFen: Int! @external pays: Boolean! @requires(fields: "rentFen") }',
      resolvers: {
        Shop: {
          reference: (given) => given,
          pays: ({ rentFen }) => rentFen > 0,
        },
      },
    };
    const { data, supergraph } = await answered([namesOnly, hidden, risk], '{ shops { pays } }');
    same(data, { shops: [{ pays: true }, { pays: true }] });
    same(validate(supergraph.schema, parse('{ shops { rentFen } }')).length, 1);
  });
  it('is left out or taken in by variables, on either side of a step', async () => {
    const { data, bindings } = await answered(
      [namesOnly, rents],
      'query ($rent: Boolean!, $name: Boolean!) { shops { id name @include(if: $name) rentFen @skip(if: $rent) } }',
      { rent: true, name: false },
    );
    same(data, { shops: [{ id: '1' }, { id: '2' }] });
    same(bindings[1]?.asked, []);
  });
  it('fails in its own place, and the rest is answered', async () => {
    const broken = {
      name: 'broken',
      sdl: 'type Shop @key(fields: "id") { id: ID! takings: Int }',
      resolvers: {
        Shop: {
          reference: byId,
          takings: ({ id }) => {
            if (id === '2') throw new Error('closed');
            return 5;
          },
        },
      },
    };
    const { data, errors } = await answered([namesOnly, broken], '{ shops { name takings } }');
    same(data, {
      shops: [
        { name: 'Noodles', takings: 5 },
        { name: 'Buns', takings: null },
      ],
    });
    same(
      errors?.map(({ path }) => path),
      [['shops', 1, 'takings']],
    );
  });
});
