import { payments, yuan } from '../harness/a-loan.fixture.js';
import { foundTenant, furnish } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import { Caller, post } from '../harness/caller.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { lending, type Furnished } from './furnished.fixture.js';
import { operatorsOwn, reaches } from './operations.fixture.js';
import type { Reach } from './reach.fixture.js';
import { reachesOf } from './schema-reaches.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
/** The victim, another bank, and the victim's own live world: three who must not see one another. */
let north: Furnished;
let south: Furnished;
let northLive: Furnished;

beforeAll(async () => {
  await platform.start();
  const [first, second] = await Promise.all([foundTenant(platform, 'north'), foundTenant(platform, 'south')]);
  north = await lending(await furnish(platform, first, 'SANDBOX'));
  south = await lending(await furnish(platform, second, 'SANDBOX'));
  northLive = await lending(await furnish(platform, first, 'LIVE'));
});
afterAll(destroyPlatforms);

const pairs: readonly (readonly [string, () => Furnished, () => Furnished])[] = [
  ['another bank', () => south, () => north],
  ['the same bank in its live world', () => northLive, () => north],
  ['the sandbox of a bank that lends in its live world', () => north, () => northLive],
];

/** An id that looks like one and was never given out: what stands at its end is counted on to be new. */
function neverGivenOut(id: string): string {
  const end = id.slice(-6);
  return `${id.slice(0, -6)}${[...end].map((letter) => (letter === 'z' ? 'y' : 'z')).join('')}`;
}

interface Outcome {
  readonly data: unknown;
  readonly errors: unknown;
  readonly status: number;
}

let attempts = 0;

/** What naming an id comes to, with the id itself blotted out so that two outcomes can be compared. */
async function outcome(reach: Reach, by: Furnished, id: string): Promise<Outcome> {
  attempts += 1;
  const answer = await reach
    .by(by.tenant)
    .send(reach.query, reach.variables(id, by.ids, `attempt ${attempts}`));
  return JSON.parse(JSON.stringify(answer).replaceAll(id, '<id>')) as Outcome;
}

it('is tried at every place where the schema takes an id', async () => {
  expect([...reaches.map(({ name }) => name), ...operatorsOwn].sort()).toEqual(
    await reachesOf(north.tenant.lender),
  );
  expect(new Set(reaches.map(({ of }) => of)).size).toBeGreaterThanOrEqual(13);
});

describe.each(pairs)('%s', (_, attacker, victim) => {
  it.each(reaches.map((reach) => [reach.name, reach] as const))('learns nothing by %s', async (__, reach) => {
    const foreign = await outcome(reach, attacker(), victim().ids[reach.of]);
    const unknown = await outcome(reach, attacker(), neverGivenOut(victim().ids[reach.of]));
    // A tenant is the same in both of its worlds and may see itself.
    if (reach.of === 'tenant' && attacker().tenant.id === victim().tenant.id) return;
    expect(foreign).toEqual(unknown);
    if (reach.isList !== true) expect(foreign.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    else expect(JSON.stringify(foreign.data ?? null)).not.toMatch(/[a-z]+_[0-9a-hjkmnp-tv-z]{26}/);
  });

  it('finds nothing of the other in any list', async () => {
    const { tenant } = attacker();
    const everything = await Promise.all([
      tenant.lender.ask(`{
        borrowers(first: 100) { edges { node { id creditLines(first: 5) { id loans(first: 5) { id } } } } }
        applications(first: 100) { edges { node { id offer { id } decision { id } } } }
        loans(first: 100) { edges { node { id repayments(first: 9) { id } } } }
        products(first: 100) { edges { node { id versions(first: 9) { id } } } }
        journalEntries(first: 100) { edges { node { id causeId } } }
      }`),
      tenant.owner.ask(
        `{ users(first: 100) { edges { node { id } } } clients(first: 100) { edges { node { id } } }
           apiKeys { edges { node { id } } } approvals { edges { node { id } } } breakGlassAccesses { edges { node { id } } } }`,
      ),
      tenant.riskOfficer.ask(
        `{ collections(first: 100) { edges { node { id mandate { id } } } } disbursementsUnderWay(first: 100) { edges { node { loan { id } } } }
           collectionCases(first: 100) { edges { node { id } } } }`,
      ),
      tenant.riskOfficer.ask(
        `{ pipelines(first: 100) { edges { node { id } } } experiments(first: 100) { edges { node { id } } }
           backtests(first: 100) { edges { node { id swaps(swap: SWAP_OUT, first: 100) { edges { node { id } } } } } } }`,
      ),
      tenant.owner.ask('{ auditEvents(first: 100) { edges { node { id subjectId } } } }'),
      tenant.owner.ask(
        '{ bankStatements { id } ledgerProposals(first: 100) { edges { node { id } } } fundingAgreements { id productId creditLineId } }',
      ),
    ]);
    const seen = JSON.stringify(everything);
    const { tenant: __, ...others } = victim().ids;
    const { tenant: ___, ...own } = attacker().ids;
    expect(Object.entries(others).filter(([, id]) => seen.includes(id))).toEqual([]);
    // There are no keys in live.
    const hidden = [
      'consent',
      'model',
      'strategy',
      'subjectRequest',
      ...(tenant.world === 'LIVE' ? ['apiKey'] : []),
    ];
    expect(Object.entries(own).filter(([kind, id]) => !hidden.includes(kind) && !seen.includes(id))).toEqual(
      [],
    );
  });

  it('counts only its own usage and its own books', async () => {
    const ask = async ({ tenant }: Furnished) =>
      tenant.lender.ask<{ usage: { meter: string; quantity: number }[]; trialBalance: { entries: number } }>(
        `query ($until: DateTime!) { usage(since: "2020-01-01T00:00:00Z", until: $until) { meter quantity amount { amount } } trialBalance { entries } }`,
        { until: new Date(Date.now() + 60_000).toISOString() },
      );
    const { usage, trialBalance } = await ask(attacker());
    expect(usage.find(({ meter }) => meter === 'DECISIONS')?.quantity).toBe(2);
    expect(usage.find(({ meter }) => meter === 'DISBURSEMENTS')).toMatchObject({
      quantity: 1,
      amount: { amount: '5000.00' },
    });
    expect(trialBalance.entries).toBe(2);
  });
});

describe("what belongs to a tenant's world", () => {
  it('may bear the same names and keys in another one', async () => {
    const loans = [north, south, northLive].map(({ ids }) => ids.loan);
    expect(new Set(loans).size).toBe(3);
    const { lender } = south.tenant;
    const events = payments(south.ids.borrower, 'Wang', 3);
    expect(await lender.do('ingestEvents', { events }, 'accepted duplicates')).toEqual({
      accepted: 0,
      duplicates: 3,
    });
    const { borrowers } = await lender.ask<{ borrowers: { edges: { node: { id: string } }[] } }>(
      '{ borrowers(first: 10, reference: "Wang") { edges { node { id } } } }',
    );
    expect(borrowers.edges.map(({ node }) => node.id)).toEqual([south.ids.borrower]);
  });

  it('is not opened by headers that name another tenant', async () => {
    const answer = await post<{ loan: unknown }>(
      platform.ready.urls.graphql,
      { query: 'query ($id: ID!) { loan(id: $id) { id } }', variables: { id: north.ids.loan } },
      {
        authorization: await south.tenant.lender.authorization(),
        'x-tenant-id': north.tenant.id,
        'x-fanxing-tenant': north.tenant.id,
        tenant_id: north.tenant.id,
        'x-environment': 'sandbox',
        baggage: `tenantId=${north.tenant.id}`,
      },
    );
    expect(answer.errors[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('is not reached through the doors that subgraphs keep for the gateway', async () => {
    const representations = [{ __typename: 'Loan', id: north.ids.loan }];
    for (const query of [
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
      '{ _service { sdl } }',
    ]) {
      const { data, errors } = await south.tenant.lender.send(query, { representations });
      expect([data, errors[0]?.extensions.reason]).toEqual([undefined, 'QUERY_INVALID']);
    }
  });

  it('can not be taken over by a cursor that another tenant was given', async () => {
    const page = (of: Furnished, after?: string) =>
      of.tenant.lender.ask<{
        borrowers: { edges: { node: { id: string } }[]; pageInfo: { startCursor: string } };
      }>(
        'query ($after: String) { borrowers(first: 10, after: $after) { edges { node { id } } pageInfo { startCursor } } }',
        { after },
      );
    const cursor = (await page(north)).borrowers.pageInfo.startCursor;
    const seen = await page(south, cursor).catch(() => undefined);
    const ids = seen?.borrowers.edges.map(({ node }) => node.id) ?? [];
    expect(ids.filter((id) => id === north.ids.borrower)).toEqual([]);
  });
});

describe('the operator of the platform', () => {
  it("sees no tenant's customers, and nobody else can do what the operator does", async () => {
    const [operator] = platform.ready.users.map((user) => new Caller(platform, user));
    for (const query of [
      '{ borrowers(first: 1) { edges { node { id } } } }',
      '{ loans(first: 1) { edges { node { id } } } }',
      '{ trialBalance { entries } }',
    ]) {
      const { data, errors } = (await operator?.send(query)) ?? { data: null, errors: [] };
      expect([data ?? null, errors[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
    }
    for (const mutation of ['approveTenant', 'suspendTenant']) {
      const input =
        mutation === 'approveTenant'
          ? { idempotencyKey: 'take over', tenantId: north.tenant.id }
          : { tenantId: north.tenant.id };
      expect((await south.tenant.owner.refusalOf(mutation, input)).extensions).toMatchObject({
        code: 'FORBIDDEN',
        reason: 'FORBIDDEN',
      });
    }
  });

  it('stops one tenant and no other', async () => {
    const [operator] = platform.ready.users.map((user) => new Caller(platform, user));
    await operator?.do('suspendTenant', { tenantId: south.tenant.id }, 'status');
    const draw = ({ ids }: Furnished) => ({
      idempotencyKey: 'after the stop',
      creditLineId: ids.creditLine,
      amount: yuan('500.00'),
    });
    const apply = ({ ids }: Furnished) => ({
      idempotencyKey: 'after the stop',
      borrowerId: ids.borrower,
      productId: ids.product,
    });
    for (const [mutation, input] of [
      ['drawDown', draw(south)],
      ['applyForCredit', apply(south)],
    ] as const) {
      expect((await south.tenant.lender.refusalOf(mutation, input)).extensions.reason).toBe(
        'TENANT_NOT_ACTIVE',
      );
    }
    expect((await north.tenant.lender.do<{ id: string }>('drawDown', draw(north), 'id')).id).toMatch(
      /^loan_/,
    );
  });
});

it("has left everybody's books as they were", async () => {
  const mine = async () =>
    (await findings(platform)).filter(
      (finding) =>
        !/still on its way|pending entry|a job is left|not published|of another count/.test(finding),
    );
  expect(await mine()).toEqual([]);
  const owners = await queryAll<{ tenant_id: string; environment: string; loans: string }>(
    platform,
    'SELECT tenant_id, environment, count(*)::text AS loans FROM lending.loan GROUP BY 1, 2 ORDER BY 1, 2',
  );
  expect(owners.map(({ loans }) => loans).sort()).toEqual(['1', '1', '2']);
});
