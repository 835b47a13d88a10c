import { aLine, aLoan, yuan, type Line } from '../harness/a-loan.fixture.js';
import { foundTenant, furnish, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(120_000);

interface World {
  readonly tenant: Tenant;
  readonly line: Line;
  readonly loanId: string;
}

const platform = sharedPlatform();
let north: World;
let south: World;
let northLive: World;

beforeAll(async () => {
  await platform.start();
  const [first, second] = await Promise.all([foundTenant(platform, 'north'), foundTenant(platform, 'south')]);
  north = await lending(await furnish(platform, first, 'SANDBOX'));
  south = await lending(await furnish(platform, second, 'SANDBOX'));
  northLive = await lending(await furnish(platform, first, 'LIVE'));
});
afterAll(destroyPlatforms);

async function lending(tenant: Tenant): Promise<World> {
  const line = await aLine(tenant, 'Wang');
  return { tenant, line, loanId: await aLoan(tenant, line.lineId, '1000.00', 'first') };
}

function idsOf({ tenant, line, loanId }: World): string[] {
  const { userIds, clientId, productId, productVersionId, modelId, strategyId } = tenant;
  const { borrowerId, consentId, applicationId, decisionId, offerId, lineId } = line;
  return [
    ...userIds,
    ...[clientId, productId, productVersionId, modelId, strategyId, borrowerId, consentId],
    ...[applicationId, decisionId, offerId, lineId, loanId],
  ];
}

const strangers: readonly (readonly [string, () => World, () => World])[] = [
  ['another bank', () => south, () => north],
  ['the live world of the same bank', () => northLive, () => north],
  ['the sandbox of the same bank', () => north, () => northLive],
];

describe.each(strangers)('%s', (_, attacker, victim) => {
  it('finds none of the things that have an id by asking for all of them at once', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const ids = idsOf(victim());
    const { tenant } = attacker();
    // Who may not see accounts is told so, whosever they are.
    const things = ids.filter((id) => !/^(user|client)_/.test(id));
    for (const [caller, asked] of [
      [tenant.lender, things],
      [tenant.riskOfficer, things],
      [tenant.owner, ids],
    ] as const) {
      const { nodes } = await caller.ask<{ nodes: unknown[] }>(query, { ids: asked });
      expect(nodes).toEqual(asked.map(() => null));
    }
    const { nodes } = await tenant.owner.ask<{ nodes: ({ id: string } | null)[] }>(query, {
      ids: idsOf(attacker()),
    });
    expect(nodes.filter(Boolean).length).toBeGreaterThan(8);
  });

  it('gets no page of a list by a cursor of another’s', async () => {
    const lists: readonly (readonly [string, Caller, Caller])[] = [
      ...['borrowers', 'applications', 'loans', 'products', 'journalEntries'].map(
        (list) => [list, victim().tenant.lender, attacker().tenant.lender] as const,
      ),
      ...['users', 'clients', 'auditEvents', 'approvals'].map(
        (list) => [list, victim().tenant.owner, attacker().tenant.owner] as const,
      ),
    ];
    for (const [list, theirs, own] of lists) {
      const page = (caller: Caller, after?: string) =>
        caller.send<Record<string, { edges: { cursor: string; node: { id: string } }[] }>>(
          `query ($after: String) { ${list}(first: 50, after: $after) { edges { cursor node { id } } } }`,
          { after },
        );
      const foreign = (await page(theirs)).data?.[list]?.edges ?? [];
      const [first] = foreign;
      if (!first) continue;
      const { data, errors } = await page(own, first.cursor);
      const seen = data?.[list]?.edges.map(({ node }) => node.id) ?? [];
      expect([list, seen.filter((id) => foreign.some(({ node }) => node.id === id))]).toEqual([list, []]);
      expect([list, errors[0]?.extensions.reason]).toEqual([list, 'CURSOR_INVALID']);
    }
  });
});

describe('a request', () => {
  it('is whose token it bears, whatever else it says', async () => {
    const authorization = await south.tenant.lender.authorization();
    const query = 'query ($id: ID!) { viewer { tenant { slug } } loan(id: $id) { id } }';
    const { id } = north.tenant;
    const body = {
      query,
      variables: { id: north.loanId, tenantId: id, tenant_id: id, environment: 'SANDBOX' },
      extensions: { tenantId: id, context: { tenantId: id } },
      tenantId: id,
    };
    const address = `${platform.ready.urls.graphql}?tenantId=${id}&tenant=north&environment=sandbox`;
    for (const headers of [
      { 'x-tenant-id': id, 'x-tenant': 'north', 'x-environment': 'live' },
      {
        'x-forwarded-host': 'north.example',
        forwarded: 'host=north.example',
        'x-forwarded-for': '127.0.0.1',
      },
      { 'x-original-url': `/graphql?tenantId=${id}`, 'x-http-method-override': 'GET' },
      { cookie: `tenant=${id}; tenantId=${id}`, baggage: `tenantId=${id}`, 'x-fanxing-internal': 'true' },
    ] as Record<string, string>[]) {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization, ...headers },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      expect(text).not.toContain('"slug":"north"');
      expect(text).not.toMatch(new RegExp(`"loan":\\{"id":"${north.loanId}"`));
    }
  });
});

describe('names and keys', () => {
  it('are free in a world, whoever else has them: nothing tells that they are taken elsewhere', async () => {
    const input = {
      idempotencyKey: 'the same key',
      borrower: {
        ...{ reference: 'Zhou', name: '周', phone: '13812345678', identityNumber: '11010519491231002X' },
        attributes: { region: 'north' },
      },
    };
    const payment = { bankReference: 'B-1', reference: 'nobody', amount: yuan('3.00') };
    const made = [];
    for (const [place, { tenant }] of [north, south, northLive].entries()) {
      const borrower = { ...input.borrower, attributes: { region: `region ${place}` } };
      const { id } = await tenant.lender.do<{ id: string }>('createBorrower', { ...input, borrower }, 'id');
      const incoming = await tenant.lender.do<{ id: string }>(
        'recordIncomingPayment',
        { idempotencyKey: 'the same key', ...payment, amount: yuan(`${place + 1}.00`) },
        'id',
      );
      const { user } = await tenant.owner.do<{ user: { id: string } }>(
        'createUser',
        { idempotencyKey: `the same key`, username: 'zhou', roles: [place === 0 ? 'support' : 'finance'] },
        'user { id }',
      );
      made.push(id, incoming.id, user.id);
    }
    expect(new Set(made).size).toBe(9);
  });

  it('conflict within a world only, and say so of nobody else’s', async () => {
    const input = { idempotencyKey: 'another key', username: 'zhou', roles: ['support'] };
    const { extensions } = await south.tenant.owner.refusalOf('createUser', input);
    expect(extensions).toMatchObject({
      reason: 'ALREADY_EXISTS',
      details: { name: `zhou@${south.tenant.slug}` },
    });
  });
});

describe('what is counted', () => {
  it('is counted for each world by itself', async () => {
    const counted = async ({ tenant }: World) =>
      (
        await tenant.owner.ask<{ auditEvents: { totalCount: number } }>(
          '{ auditEvents(first: 1) { totalCount } }',
        )
      ).auditEvents.totalCount;
    const before = await counted(south);
    for (let place = 0; place < 3; place += 1)
      await north.tenant.lender.do(
        'createBorrower',
        { idempotencyKey: `more ${place}`, borrower: { reference: `more ${place}`, attributes: {} } },
        'id',
      );
    // The question itself is among them, since it was asked before.
    expect((await counted(south)) - before).toBeLessThanOrEqual(1);
  });

  it('by no sequence that all share: a number that grows would tell how much others do', async () => {
    const sequences = await queryAll<{ name: string }>(
      platform,
      "SELECT schemaname || '.' || sequencename AS name FROM pg_sequences WHERE schemaname NOT LIKE 'job\\_%'",
    );
    expect(sequences.filter(({ name }) => !name.endsWith('.migration_id_seq'))).toEqual([]);
  });
});

describe('whoever has no token', () => {
  it('learns of no tenant by the doors that are open to all', async () => {
    const { gateway, issuer } = platform.ready.urls;
    for (const address of [
      `${gateway}/health/live`,
      `${gateway}/health/ready`,
      `${issuer}/.well-known/openid-configuration`,
      `${issuer}/protocol/openid-connect/certs`,
      `${gateway}/metrics`,
      `${gateway}/exports`,
      `${gateway}/`,
    ]) {
      const text = await (await fetch(address)).text();
      expect([address, /north|south|tenant_/.test(text)]).toEqual([address, false]);
    }
  });

  it('is told the same of a name that there is and one that there is not', async () => {
    const signIn = async (username: string): Promise<unknown> => {
      const response = await fetch(`${platform.ready.urls.issuer}/protocol/openid-connect/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ grant_type: 'password', client_id: 'fanxing-cli', username },
          password: 'a wrong one',
        }),
      });
      return [response.status, await response.json()];
    };
    expect(await signIn('owner@north')).toEqual(await signIn('owner@nowhere'));
  });
});
