import type { ApiError } from '../harness/caller.fixture.js';
import { json, reasonIn, type Door } from './door.fixture.js';
import type { RawRequest } from './raw-request.fixture.js';

/** Requests that would cost more than anybody may ask for. */
export function excess(door: Door): void {
  describe('a request that asks for too much', () => {
    const deep = (levels: number): string =>
      `{ borrowers(first: 1) { edges { node ${'{ creditLines { loans { borrower '.repeat(Math.ceil(levels / 3))} { id } ${'} } }'.repeat(Math.ceil(levels / 3))} } } }`;

    it.each<[string, string, string]>([
      ['40 levels deep', deep(40), 'QUERY_TOO_DEEP'],
      ['4,000 levels deep', deep(4_000), 'QUERY_TOO_LARGE'],
      [
        '40 levels deep by way of fragments',
        `{ borrowers(first: 1) { edges { node { ...f0 } } } } ${Array.from({ length: 14 }, (_, i) => `fragment f${i} on Borrower { creditLines { loans { borrower { ${i < 13 ? `...f${i + 1}` : 'id'} } } } }`).join(' ')}`,
        'QUERY_TOO_DEEP',
      ],
      [
        'with 1,000 aliases',
        `{ ${Array.from({ length: 1000 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`,
        'QUERY_TOO_LARGE',
      ],
      ['with the same field 1,000 times', `{ ${'viewer { id } '.repeat(1000)} }`, 'QUERY_TOO_LARGE'],
      ['with 3,000 directives', `{ viewer { id ${'@include(if: true) '.repeat(3000)} } }`, 'QUERY_TOO_LARGE'],
    ])('%s is refused before anything runs', async (_, query, reason) => {
      expect(reasonIn(await door.sendAs(door.token, query))).toEqual([400, 'QUERY_TOO_COMPLEX', reason]);
    });

    it('with fragments that contain one another is refused', async () => {
      const loop = '{ viewer { ...a } } fragment a on Viewer { id ...b } fragment b on Viewer { id ...a }';
      expect(reasonIn(await door.sendAs(door.token, loop))).toEqual([400, 'BAD_USER_INPUT', 'QUERY_INVALID']);
    });

    it('with fragments that double at every step is answered in a moment', async () => {
      const steps = Array.from(
        { length: 22 },
        (_, i) => `fragment f${i} on Viewer { ${i < 21 ? `...f${i + 1} ...f${i + 1}` : 'id'} }`,
      ).join(' ');
      const sentAt = performance.now();
      const answer = await door.sendAs(door.token, `{ viewer { ...f0 } } ${steps}`);
      expect(performance.now() - sentAt).toBeLessThan(3_000);
      expect(answer.status).toBeLessThan(500);
    });

    it('with the schema nested in itself, as the tools of attackers send it, is refused', async () => {
      const circular = `{ __schema { types { ${'fields { type { '.repeat(8)} name ${'} }'.repeat(8)} } } }`;
      expect(reasonIn(await door.sendAs(door.token, circular))[1]).toMatch(
        /^(QUERY_TOO_COMPLEX|BAD_USER_INPUT)$/,
      );
    });

    it('is refused without a token as it is with one, so that nobody measures us for free', async () => {
      expect(reasonIn(await door.sendAs(undefined, deep(40)))).toEqual([
        401,
        'UNAUTHENTICATED',
        'TOKEN_MISSING',
      ]);
    });
  });

  describe('a body of 50 MB', () => {
    const large = Buffer.alloc(50 * 1024 * 1024, 'a');
    large.write('{"query":"{ viewer { id } }","variables":{"x":"');
    large.write('"}}', large.length - 3);

    it.each<[string, Partial<RawRequest>]>([
      ['that says how long it is', {}],
      ['that does not say how long it is', { isChunked: true }],
    ])('%s is refused with a clear error while it is sent', async (_, how) => {
      const sentAt = performance.now();
      const answer = await door.send({ headers: { authorization: door.token }, body: large, ...how });
      expect(reasonIn(answer)).toEqual([413, 'BAD_USER_INPUT', 'BODY_TOO_LARGE']);
      expect(performance.now() - sentAt).toBeLessThan(10_000);
    });

    it('sent the way that programs send it gets the same answer, ten times in a row', async () => {
      const seen: unknown[] = [];
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const sent = fetch(door.platform.ready.urls.graphql, {
          method: 'POST',
          headers: { ...json, authorization: door.token },
          body: large,
        });
        seen.push(
          await sent.then(
            async (response) => [
              response.status,
              ((await response.json()) as { errors: ApiError[] }).errors[0]?.extensions.reason,
            ],
            (error: { cause?: unknown }) => `no answer: ${String(error.cause)}`,
          ),
        );
      }
      expect(seen).toEqual(Array.from({ length: 10 }, () => [413, 'BODY_TOO_LARGE']));
    });

    it('without a token is refused too', async () => {
      expect(reasonIn(await door.send({ body: large }))[2]).toMatch(/^(TOKEN_MISSING|BODY_TOO_LARGE)$/);
    });

    it('does not keep others waiting, nor the memory', async () => {
      const sending = Array.from({ length: 4 }, () =>
        door.send({ headers: { authorization: door.token }, body: large }).catch(() => undefined),
      );
      const sentAt = performance.now();
      expect((await door.sendAs(door.token)).status).toBe(200);
      expect(performance.now() - sentAt).toBeLessThan(5_000);
      await Promise.all(sending);
    });
  });
}
