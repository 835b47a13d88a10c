import { foundTenant, type FoundedTenant } from '../harness/a-tenant.fixture.js';
import { reasonIn, type Door } from './door.fixture.js';

/** Every name that an object has from its birth. */
const namesOfObjects = Object.getOwnPropertyNames(Object.prototype).filter((name) => /^\w+$/.test(name));

/** Documents and variables that aim at the program that reads them, not at what it keeps. */
export function names(door: Door): void {
  describe('whoever gives names that all objects of the process have', () => {
    let stranger: FoundedTenant;
    beforeAll(async () => {
      stranger = await foundTenant(door.platform, 'bystander');
    });

    const documents = namesOfObjects.flatMap((name): [string, string][] => [
      [`an alias ${name}`, `{ ${name}: viewer { id } }`],
      [`an alias ${name} of a field in a thing`, `{ viewer { ${name}: id roles } }`],
      [
        `an alias ${name} of a thing in a thing`,
        `{ viewer { ${name}: tenant { create: id assign: name } } }`,
      ],
      [`an operation ${name}`, `query ${name} { viewer { id } }`],
      [`a fragment ${name}`, `{ viewer { ...${name} } } fragment ${name} on Viewer { id }`],
      [`a variable ${name}`, `query ($${name}: Int = 1) { loans(first: $${name}) { edges { cursor } } }`],
      [
        `a key ${name} of a value`,
        `mutation { createBorrower(input: { idempotencyKey: "${name}", borrower: { reference: "r", attributes: { ${name}: "x" } } }) { id } }`,
      ],
    ]);

    it.each(documents)('%s is refused', async (_, query) => {
      expect(reasonIn(await door.sendAs(door.token, query))).toEqual([
        400,
        'BAD_USER_INPUT',
        'QUERY_INVALID',
      ]);
    });

    it.each([
      '{"__proto__":{"id":1}}',
      '{"constructor":{"prototype":{"id":1}}}',
      '{"input":{"borrower":{"attributes":{"__proto__":{"id":1}}}}}',
      '{"\\u005f_proto__":{"id":1}}',
    ])('variables %s are refused', async (variables) => {
      const answer = await door.send({
        headers: { authorization: door.token },
        body: `{"query":"{ viewer { id } }","variables":${variables}}`,
      });
      expect(reasonIn(answer).slice(0, 2)).toEqual([400, 'BAD_USER_INPUT']);
    });

    it('changes nothing for anybody else', async () => {
      expect(await stranger.owners.SANDBOX.ask('{ viewer { id tenant { slug } } }')).toMatchObject({
        viewer: { tenant: { slug: 'bystander' } },
      });
      expect((await door.send({ method: 'GET', path: '/health/ready' })).status).toBe(200);
      await foundTenant(door.platform, 'comes-later');
    });
  });

  describe('variables', () => {
    const nested = (levels: number, isList: boolean): string =>
      isList
        ? `${'['.repeat(levels)}1${']'.repeat(levels)}`
        : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const importing =
      'mutation ($input: ImportBorrowersInput!) { importBorrowers(input: $input) { created } }';

    it.each([
      [100, true],
      [100, false],
      [3_000, false],
      [200_000, true],
      [200_000, false],
    ])('%i levels deep are refused (lists: %s)', async (levels, isList) => {
      const input = `{"idempotencyKey":"deep","borrowers":[{"reference":"r","attributes":{"a":${nested(levels, isList)}}}]}`;
      const answer = await door.send({
        headers: { authorization: door.token },
        body: `{"query":${JSON.stringify(importing)},"variables":{"input":${input}}}`,
      });
      expect(reasonIn(answer)).toEqual([400, 'QUERY_TOO_COMPLEX', 'QUERY_TOO_LARGE']);
    });

    it.each<[string, unknown]>([
      ['more than an integer holds', 1e308],
      ['one more than an integer holds', 2_147_483_648],
      ['a fraction', 1.5],
      ['text', '5'],
      ['a truth', true],
      ['a list', [5]],
      ['an object', { a: 1 }],
    ])('that say how many with %s are refused', async (_, n) => {
      const query = 'query ($n: Int) { loans(first: $n) { edges { cursor } } }';
      const answer = await door.send({
        headers: { authorization: door.token },
        body: JSON.stringify({ query, variables: { n } }),
      });
      expect(reasonIn(answer)).toEqual([400, 'BAD_USER_INPUT', 'QUERY_INVALID']);
    });
  });

  it('variables with more than one fault are refused for the first', async () => {
    const query = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
    const body = JSON.stringify({ query, variables: { input: { usernam: 5, role: null } } });
    const answer = await door.send({ headers: { authorization: door.token }, body });
    expect(reasonIn(answer)).toEqual([400, 'BAD_USER_INPUT', 'QUERY_INVALID']);
  });

  it.each([
    'subscription { viewer { id } }',
    '{ viewer { id ... @defer { roles } } }',
    '{ loans { edges @stream { cursor } } }',
  ])('%s is refused, since nothing of the kind is there', async (query) => {
    expect(reasonIn(await door.sendAs(door.token, query))).toEqual([400, 'BAD_USER_INPUT', 'QUERY_INVALID']);
  });
}
