import { auditServer } from 'graphql-http';
import { json, reasonIn, type Door } from './door.fixture.js';
import { attacks } from './attacks.fixture.js';

/**
 * Where the specification wishes for 200 with `application/json` when nothing was run: as Apollo does, we answer 400, so that
 * whoever watches statuses alone sees it.
 */
const known = ['572B', 'FDE2', '7B9B'];

/** How the door speaks HTTP. */
export function protocol(door: Door): void {
  describe('GraphQL over HTTP', () => {
    it('is spoken as the specification says: every MUST, and every SHOULD but three', async () => {
      const authorized: typeof fetch = (input, init) =>
        fetch(input, { ...init, headers: { ...(init?.headers as object), authorization: door.token } });
      const results = await auditServer({ url: door.platform.ready.urls.graphql, fetchFn: authorized });
      const missed = results.filter(({ status }) => status !== 'ok');
      const describeOne = ({ id, name }: { id: string; name: string }) => `${id} ${name}`;
      expect(missed.filter(({ name }) => name.startsWith('MUST')).map(describeOne)).toEqual([]);
      expect(
        missed.filter(({ name, id }) => name.startsWith('SHOULD') && !known.includes(id)).map(describeOne),
      ).toEqual([]);
    });

    it.each(attacks)('gives nothing to: $name', async ({ request, isRefused }) => {
      const answer = await door.send({
        ...request,
        headers: { authorization: door.token, ...request.headers },
      });
      expect(isRefused(answer)).toBe(true);
    });

    it('has nothing of the federation in it', async () => {
      for (const query of [
        '{ _service { sdl } }',
        '{ _entities(representations: [{ __typename: "Loan", id: "x" }]) { __typename } }',
      ])
        expect(reasonIn(await door.sendAs(door.token, query))).toEqual([
          400,
          'BAD_USER_INPUT',
          'QUERY_INVALID',
        ]);
    });

    it('tells a browser to keep, guess, frame and share nothing', async () => {
      for (const options of [
        {},
        { headers: { authorization: door.token } },
        { method: 'GET', path: '/nothing' },
      ]) {
        const { headers } = await door.send({
          body: JSON.stringify({ query: '{ viewer { id } }' }),
          ...options,
        });
        expect(headers).toMatchObject({
          'cache-control': 'private, no-store',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
          'content-security-policy': expect.stringContaining("default-src 'none'"),
        });
        expect(headers['access-control-allow-origin']).toBeUndefined();
        expect(headers['x-powered-by'] ?? headers['server']).toBeUndefined();
      }
    });

    it('lets no page of another origin in', async () => {
      const preflight = await door.send({
        method: 'OPTIONS',
        headers: { ...json, origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect(preflight.status).toBeGreaterThanOrEqual(400);
      expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    });
  });
}
