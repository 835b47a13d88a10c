import { setImmediate } from 'node:timers';
import { describe, it } from 'node:test';
import { parse, validate } from 'graphql';
import { answered, same } from './answered.fixture.mjs';

describe('what several share', () => {
  it('is asked at the root of each for its own part', async () => {
    const { data } = await answered(
      [
        {
          name: 'a',
          sdl: 'type Query { bank: Bank! @shareable } type Bank { name: String! @shareable city: String! }',
          resolvers: { Query: { bank: () => ({ name: 'North', city: 'Hangzhou' }) } },
        },
        {
          name: 'b',
          sdl: 'type Query { bank: Bank! @shareable } type Bank { name: String! @shareable loans: Int! }',
          resolvers: { Query: { bank: () => ({ name: 'North', loans: 3 }) } },
        },
      ],
      '{ bank { name city loans } }',
    );
    same(data, { bank: { name: 'North', city: 'Hangzhou', loans: 3 } });
  });
  it('of an enum or an input is what all of them take', async () => {
    const { supergraph } = await answered(
      [
        {
          name: 'a',
          sdl: 'type Query { a(given: Given): Int } input Given { x: Int y: Int } enum Kind { ONE TWO } extend type Query { kind(kind: Kind): Int }',
          resolvers: {},
        },
        {
          name: 'b',
          sdl: 'type Query { b(given: Given, kind: Kind): Int } input Given { x: Int } enum Kind { ONE }',
          resolvers: {},
        },
      ],
      '{ a(given: { x: 1 }) b(kind: ONE) }',
    );
    same(validate(supergraph.schema, parse('{ a(given: { y: 1 }) }')).length, 1);
    same(validate(supergraph.schema, parse('{ b(kind: TWO) }')).length, 1);
  });
  it('changes one after the other, whoever does it', async () => {
    const order = [];
    const step = (name) => async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push(name);
      return order.length;
    };
    const { data } = await answered(
      [
        {
          name: 'a',
          sdl: 'type Query { a: Int } type Mutation { draw: Int! settle: Int! }',
          resolvers: { Mutation: { draw: step('draw'), settle: step('settle') } },
        },
        {
          name: 'b',
          sdl: 'type Query { b: Int } type Mutation { repay: Int! }',
          resolvers: { Mutation: { repay: step('repay') } },
        },
      ],
      'mutation { draw repay settle }',
    );
    same(data, { draw: 1, repay: 2, settle: 3 });
    same(order, ['draw', 'repay', 'settle']);
  });
});
describe('interfaces and unions', () => {
  const party = [
    { __typename: 'Person', id: 'p', name: 'Wang', age: 40 },
    { __typename: 'Company', id: 'c', name: 'Noodles Ltd', code: '91330' },
  ];
  const find = ({ id }) => party.find((one) => one.id === id) ?? null;
  it('are answered by kind, each completed by those who know more of it', async () => {
    const { data, errors } = await answered(
      [
        {
          name: 'a',
          sdl: 'type Query { parties: [Party!]! either: [Either!]! } interface Party { id: ID! name: String! } type Person implements Party @key(fields: "id") { id: ID! name: String! } type Company implements Party @key(fields: "id") { id: ID! name: String! } union Either = Person | Company',
          resolvers: { Query: { parties: () => party, either: () => party } },
        },
        {
          name: 'b',
          sdl: 'type Person @key(fields: "id") { id: ID! age: Int! } type Company @key(fields: "id") { id: ID! code: String! }',
          resolvers: { Person: { reference: find }, Company: { reference: find } },
        },
      ],
      '{ parties { __typename name ... on Person { age } ... on Company { code } } either { ... on Party { id } ... on Company { code } } }',
    );
    same(errors, undefined);
    same(data, {
      parties: [
        { __typename: 'Person', name: 'Wang', age: 40 },
        { __typename: 'Company', name: 'Noodles Ltd', code: '91330' },
      ],
      either: [{ id: 'p' }, { id: 'c', code: '91330' }],
    });
  });
  it('can be added to as if they were one kind', async () => {
    const { data, errors } = await answered(
      [
        {
          name: 'a',
          sdl: 'type Query { parties: [Party!]! } interface Party @key(fields: "id") { id: ID! name: String! } type Person implements Party @key(fields: "id") { id: ID! name: String! } type Company implements Party @key(fields: "id") { id: ID! name: String! }',
          resolvers: {
            Query: { parties: () => party },
            Person: { reference: find },
            Company: { reference: find },
          },
        },
        {
          name: 'b',
          sdl: 'type Party @key(fields: "id") @interfaceObject { id: ID! risk: Int! }',
          resolvers: { Party: { reference: ({ id }) => ({ id, risk: id.length }) } },
        },
      ],
      '{ parties { __typename name risk } }',
    );
    same(errors, undefined);
    same(data, {
      parties: [
        { __typename: 'Person', name: 'Wang', risk: 1 },
        { __typename: 'Company', name: 'Noodles Ltd', risk: 1 },
      ],
    });
  });
});
