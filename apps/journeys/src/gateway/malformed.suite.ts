import { asksWho, errorIn, inner, type Door } from './door.fixture.js';
import type { RawRequest } from './raw-request.fixture.js';

/** Requests that can not be understood, and addresses where nothing is. */
export function malformed(door: Door): void {
  describe('a request that is not one', () => {
    const authorized = (): Record<string, string> => ({ authorization: door.token });

    it.each<[string, RawRequest, number]>([
      ['malformed JSON', { body: '{"query": "{ viewer { id } }"' }, 400],
      ['an empty body', { body: '' }, 400],
      ['a body that is no object', { body: '"{ viewer { id } }"' }, 400],
      ['null', { body: 'null' }, 400],
      ['a batch', { body: JSON.stringify([{ query: asksWho }, { query: asksWho }]) }, 400],
      ['no query', { body: '{}' }, 400],
      ['a query that is a number', { body: '{"query":5}' }, 400],
      ['variables that are a list', { body: JSON.stringify({ query: asksWho, variables: [] }) }, 400],
      [
        'an operation that is not there',
        { body: JSON.stringify({ query: 'query A { viewer { id } }', operationName: 'B' }) },
        400,
      ],
      ['GraphQL that can not be read', { body: JSON.stringify({ query: '{ viewer { id }' }) }, 400],
      ['a field that is not there', { body: JSON.stringify({ query: '{ viewer { secret } }' }) }, 400],
      [
        'a variable of the wrong type',
        {
          body: JSON.stringify({
            query: 'query ($id: ID!) { loan(id: $id) { id } }',
            variables: { id: { a: 1 } },
          }),
        },
        400,
      ],
      [
        'a variable that is missing',
        { body: JSON.stringify({ query: 'query ($id: ID!) { loan(id: $id) { id } }' }) },
        400,
      ],
      [
        'two operations without a name',
        { body: JSON.stringify({ query: 'query A { viewer { id } } query B { viewer { id } }' }) },
        400,
      ],
      [
        'a form',
        {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: 'query=%7Bviewer%7Bid%7D%7D',
        },
        415,
      ],
      [
        'plain text',
        { headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ query: asksWho }) },
        415,
      ],
      [
        'JSON that pollutes prototypes',
        { body: `{"query":${JSON.stringify(asksWho)},"variables":{"__proto__":{"admin":true}}}` },
        400,
      ],
      ['bytes that are no UTF-8', { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) }, 400],
    ])('is refused: %s', async (_, request, status) => {
      const answer = await door.send({ ...request, headers: { ...authorized(), ...request.headers } });
      expect([answer.status, errorIn(answer).extensions.code]).toEqual([status, 'BAD_USER_INPUT']);
    });

    it.each([
      ['GET', '/graphql?query=%7B%20viewer%20%7B%20id%20%7D%20%7D'],
      ['GET', '/graphql?query=mutation%7BsuspendTenant(input:%7BtenantId:%22x%22%7D)%7Bid%7D%7D'],
      ['GET', '/'],
      ['GET', '/admin/realms/fanxing/users'],
      ['GET', '/.env'],
      ['POST', '/graphql/internal'],
      ['PUT', '/graphql'],
      ['DELETE', '/graphql'],
      ['GET', '/%2e%2e/%2e%2e/etc/passwd'],
      ['GET', '/realms/../admin/realms/fanxing/clients'],
    ])('%s %s leads nowhere', async (method, path) => {
      const answer = await door.send({
        method,
        path,
        headers: authorized(),
        ...(method === 'GET' ? {} : { body: '{}' }),
      });
      expect(answer.status).toBe(404);
      expect(errorIn(answer).extensions).toMatchObject({ code: 'NOT_FOUND', reason: 'ROUTE_NOT_FOUND' });
    });

    it('does not let anybody outside make identities', async () => {
      for (const path of [
        '/realms/fanxing/../../admin/realms/fanxing/users',
        '/realms/%2e%2e/admin/realms/fanxing/users',
        '/realms/..%2fadmin/realms/fanxing/users',
        '/realms//admin/realms/fanxing/users',
      ]) {
        const answer = await door.send({
          method: 'POST',
          path,
          headers: authorized(),
          body: JSON.stringify({ username: 'intruder' }),
        });
        expect([path, answer.status >= 400]).toEqual([path, true]);
        expect(answer.text).not.toMatch(inner);
      }
    });
  });
}
