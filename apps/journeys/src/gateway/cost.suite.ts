import { eventually } from '../harness/eventually.fixture.js';
import { Caller, post } from '../harness/caller.fixture.js';
import { foundTenant, type FoundedTenant } from '../harness/a-tenant.fixture.js';
import { aLine, aLoan } from '../harness/a-loan.fixture.js';
import { reasonIn, type Door } from './door.fixture.js';

interface Cost {
  readonly requested: number;
  readonly actual: number;
  readonly limit: number;
  readonly rate: { readonly pointsPerSecond: number; readonly burst: number; readonly available: number };
}

/** What operations cost, and what happens to those who ask for more than they may. */
export function cost(door: Door): void {
  const send = async (
    query: string,
    variables = {},
  ): Promise<{ status: number; data: unknown; cost: Cost }> => {
    const answer = await door.send({
      headers: { authorization: door.token },
      body: JSON.stringify({ query, variables }),
    });
    const { data, extensions } = JSON.parse(answer.text) as { data: unknown; extensions: { cost: Cost } };
    return { status: answer.status, data, cost: extensions.cost };
  };

  describe('what an operation costs', () => {
    beforeAll(async () => {
      const { lineId } = await aLine(door.bank, 'priced');
      for (const key of ['first', 'second']) await aLoan(door.bank, lineId, '1000.00', `priced ${key}`);
    });

    it.each<[string, string, object, number]>([
      ['one thing', '{ viewer { id } }', {}, 1],
      [
        'money and prices are part of their thing',
        '{ loans(first: 5) { edges { node { principal { amount } price { dailyRate } } } } }',
        {},
        6,
      ],
      ['a page without a size', '{ loans { edges { node { id } } } }', {}, 21],
      ['a page by a variable', 'query ($n: Int) { loans(first: $n) { edges { node { id } } } }', { n: 7 }, 8],
      ['a page by a default', 'query ($n: Int = 9) { loans(first: $n) { edges { node { id } } } }', {}, 10],
      ['from the end', '{ loans(last: 3) { edges { node { id } } } }', {}, 4],
      [
        'by fragments',
        '{ loans(first: 2) { ...p } } fragment p on LoanConnection { edges { node { schedule { instalments { number } } } } }',
        {},
        1 + 2 * (1 + 1 + 100),
      ],
      ['by alias twice', '{ a: viewer { id } b: viewer { id } }', {}, 2],
      [
        'lists in lists',
        '{ borrowers(first: 10) { edges { node { creditLines(first: 5) { loans(first: 10) { id } } } } } }',
        {},
        1 + 10 * (1 + 5 * 11),
      ],
      ['by ids', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b', 'c'] }, 3],
    ])('is known beforehand, and is never less than it comes to: %s', async (_, query, variables, points) => {
      const { cost: told } = await send(query, variables);
      expect(told.requested).toBe(points);
      expect(told.actual).toBeGreaterThanOrEqual(1);
      expect(told.actual).toBeLessThanOrEqual(points);
      expect(told.rate.available).toBeLessThanOrEqual(told.rate.burst);
    });

    it('counts what was there', async () => {
      const { data, cost: told } = await send('{ loans(first: 50) { edges { node { id } } } }');
      const { edges } = (data as { loans: { edges: unknown[] } }).loans;
      expect(told.actual).toBe(1 + edges.length);
    });

    it('of twelve levels is answered', async () => {
      const deep =
        '{ loans(first: 1) { edges { node { schedule { instalments { principal { amount } } } } } } }';
      expect((await send(deep)).status).toBe(200);
    });

    it.each<[string, string]>([
      [
        'too dear',
        `{ borrowers(first: 100) { edges { node { creditLines { loans { repayments { id } } } } } } }`,
      ],
      [
        'ten lists deep',
        `{ borrowers { edges { node { ${'creditLines { loans { borrower { '.repeat(3)} id ${'} } }'.repeat(3)} } } } }`,
      ],
      [
        'of a thousand aliases',
        `{ ${Array.from({ length: 1000 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`,
      ],
      ['of a megabyte', `{ viewer { id } } #${'x'.repeat(1024 * 1024)}`],
    ])('is refused in a moment when it is %s', async (_, query) => {
      await send('{ viewer { id } }');
      const times: number[] = [];
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const sentAt = performance.now();
        const answer = await door.sendAs(door.token, query);
        times.push(performance.now() - sentAt);
        expect(reasonIn(answer).slice(0, 2)).toEqual([400, 'QUERY_TOO_COMPLEX']);
      }
      expect(Math.min(...times)).toBeLessThan(50);
    });
  });

  describe('what is too much is not begun', () => {
    const creating = (name: string): string =>
      `createBorrower(input: { idempotencyKey: "${name}", borrower: { reference: "${name}" } }) { id }`;
    const many = Array.from({ length: 1_000 }, (_, index) => `a${index}: ${creating(`not begun ${index}`)}`);

    it.each<[string, unknown]>([
      ['a thousand aliases', { query: `mutation { ${many.join(' ')} }` }],
      ['a megabyte', { query: `mutation { ${creating('not begun')} } #${'x'.repeat(1024 * 1024)}` }],
      [
        'a hundred operations in one body',
        Array.from({ length: 100 }, (_, index) => ({
          query: `mutation { ${creating(`not begun ${index}`)} }`,
        })),
      ],
      [
        'a hundred fragments, each with a mutation',
        {
          query: `mutation { ${many
            .slice(0, 100)
            .map((__, index) => `...f${index}`)
            .join(' ')} }
            ${many
              .slice(0, 100)
              .map((text, index) => `fragment f${index} on Mutation { ${text} }`)
              .join(' ')}`,
        },
      ],
    ])('%s', async (name, body) => {
      const times: number[] = [];
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const sentAt = performance.now();
        const answer = await door.send({
          headers: { authorization: door.token },
          body: JSON.stringify(body),
        });
        times.push(performance.now() - sentAt);
        expect(answer.status).toBe(400);
        expect(reasonIn(answer)[1]).toMatch(/^(QUERY_TOO_COMPLEX|BAD_USER_INPUT)$/);
      }
      process.stdout.write(
        `${name}: refused in ${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)} ms\n`,
      );
      const { borrowers } = await door.bank.lender.ask<{ borrowers: { edges: unknown[] } }>(
        '{ borrowers(first: 1, reference: "not begun 0") { edges { node { id } } } }',
      );
      expect(borrowers.edges).toEqual([]);
    });
  });

  describe('a tenant that may ask little', () => {
    let small: FoundedTenant;
    let owner: Caller;
    let operator: Caller;

    beforeAll(async () => {
      small = await foundTenant(door.platform, 'small');
      owner = small.owners.SANDBOX;
      operator = new Caller(door.platform, door.platform.ready.users[0]!);
    });

    const setLimits = (limits: object, key: string) =>
      operator.do(
        'setTenantLimits',
        { idempotencyKey: key, tenantId: small.id, environment: 'SANDBOX', ...limits },
        'pointsPerSecond pointsBurst requestPointsMax inFlight',
      );
    const untilInForce = (limit: number) =>
      eventually(5_000, async () => {
        const { errors, text } = await raw('{ __typename }');
        return errors === undefined && text.includes(`"pointsPerSecond":${limit}`) ? true : undefined;
      });
    const raw = async (query: string) => {
      const answer = await door.sendAs(await owner.authorization(), query);
      return {
        ...answer,
        errors: (
          JSON.parse(answer.text) as {
            errors?: { extensions: { reason: string; details: Record<string, number> } }[];
          }
        ).errors,
      };
    };

    it('reads its own limits and cannot set them', async () => {
      expect(await owner.ask('{ tenantLimits { pointsPerSecond environment } }')).toMatchObject({
        tenantLimits: { pointsPerSecond: 10_000, environment: 'SANDBOX' },
      });
      const input = {
        idempotencyKey: 'own',
        tenantId: small.id,
        environment: 'SANDBOX',
        pointsPerSecond: 999_999,
      };
      expect((await owner.refusalOf('setTenantLimits', input)).extensions.code).toBe('FORBIDDEN');
    });

    it('is refused beyond its rate, told when to come again, and let in then', async () => {
      expect(await setLimits({ pointsPerSecond: 5, pointsBurst: 10 }, 'slow')).toEqual({
        pointsPerSecond: 5,
        pointsBurst: 10,
        requestPointsMax: 10,
        inFlight: 64,
      });
      await untilInForce(5);
      const answers = await Promise.all(Array.from({ length: 40 }, () => raw('{ viewer { id } }')));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThanOrEqual(28);
      const [first] = refused;
      expect(first?.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', reason: 'RATE_LIMITED' });
      expect(Number(first?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      const waitMs = first?.errors?.[0]?.extensions.details['retryAfterMs'] ?? 0;
      await new Promise((resolve) => setTimeout(resolve, waitMs + 1_000));
      expect((await raw('{ viewer { id } }')).status).toBe(200);
      // The neighbour does not feel it.
      expect((await door.sendAs(door.token)).status).toBe(200);
    });

    it('is refused when its day is used up, and the refusals are counted', async () => {
      await setLimits({ pointsPerDay: 1 }, 'a day');
      await eventually(5_000, async () => {
        const { errors } = await raw('{ viewer { id } }');
        return errors?.[0]?.extensions.reason === 'QUOTA_USED_UP' ? true : undefined;
      });
      await setLimits({}, 'as usual');
      await eventually(5_000, async () =>
        (await raw('{ viewer { id } }')).status === 200 ? true : undefined,
      );
      const day = new Date().toISOString().slice(0, 10);
      const { requestUsage } = await owner.ask<{ requestUsage: { points: number; refused: number }[] }>(
        'query ($day: Date!) { requestUsage(since: $day, until: $day) { points requests refused } }',
        { day },
      );
      expect(requestUsage[0]?.refused).toBeGreaterThanOrEqual(28);
      expect(requestUsage[0]?.points).toBeGreaterThanOrEqual(10);
    });

    it('runs as many at once as it may, and the others wait or are refused', async () => {
      await setLimits({ inFlight: 1, clientInFlight: 4 }, 'one by one');
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const authorization = await owner.authorization();
      const answers = await Promise.all(
        Array.from({ length: 60 }, () =>
          post(
            door.platform.ready.urls.graphql,
            { query: '{ tenants { edges { node { id } } } }' },
            { authorization },
          ),
        ),
      );
      const statuses = new Set(answers.map(({ status }) => status));
      expect([...statuses].sort()).toEqual([200, 429]);
      await setLimits({}, 'as usual again');
    });
  });
}
