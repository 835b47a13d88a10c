import { buildSchema, graphql } from 'graphql';
import { formatError } from './error-format.js';
import { boundLists, listSizesIn } from './list-sizes.js';

const sdl = `
  directive @listSize(max: Int!) on FIELD_DEFINITION
  type Query {
    branches: [Branch!]! @listSize(max: 3)
    later: [Branch!]! @listSize(max: 2)
    some(first: Int!): [Branch!]!
    days: [String!]!
  }
  type Branch { id: ID! }`;

const branches = (count: number) => Array.from({ length: count }, (_, id) => ({ id: String(id) }));

async function ask(query: string, root: object) {
  const schema = buildSchema(sdl);
  boundLists(schema, listSizesIn(sdl));
  const { data, errors } = await graphql({ schema, source: query, rootValue: root });
  return { data, errors: errors?.map(formatError) };
}

describe('a list that is not paged', () => {
  it('holds as many as its size says', async () => {
    const { data, errors } = await ask('{ branches { id } later { id } }', {
      branches: branches(3),
      later: () => Promise.resolve(branches(2)),
    });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ branches: branches(3), later: branches(2) });
  });

  it.each([
    ['branches', { branches: branches(4) }, 3],
    ['later', { later: () => Promise.resolve(branches(3)) }, 2],
  ])('is refused when it holds one more: %s', async (name, root, limit) => {
    const { data, errors } = await ask(`{ ${name} { id } }`, root);
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'LIMIT_EXCEEDED',
          reason: 'LIST_TOO_LONG',
          details: { list: `Query.${name}`, limit },
        },
      },
    ]);
  });

  it('of which nobody says how many it holds stops the service from starting', () => {
    const silent = sdl.replace(' @listSize(max: 3)', '');
    expect(() => boundLists(buildSchema(silent), listSizesIn(silent))).toThrow(
      'the list Query.branches needs @listSize or "first"',
    );
  });
});
