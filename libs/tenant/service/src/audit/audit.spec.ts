import { systemClock } from '@fanxing/runtime/clock';
import { lendingContract } from '@fanxing/lending-contract';
import { newId } from '@fanxing/runtime/identifier';
import { ask, callerOf, refusalOf } from '@fanxing/testing';
import { startTenantDesk, type TenantDesk } from '../tenant/tenant-desk.fixture.js';

const north = newId('tenant');
const south = newId('tenant');
const bank = callerOf({
  tenantId: north,
  roles: ['lender'],
  actor: { kind: 'client', id: 'client_of_north' },
});
let desk: TenantDesk;

beforeAll(async () => {
  desk = await startTenantDesk(systemClock, (transport) => {
    // Every borrower is known here: what lending says of strangers is the consents' concern.
    transport.serve(lendingContract, {
      findBorrowers: async (_, { borrowerIds }) => ({ references: borrowerIds }),
    });
  });
}, 60_000);

afterAll(() => desk?.stop());

const grantConsent = `mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { id } }`;
const withdrawConsent = `mutation ($id: ID!) { withdrawConsent(input: { consentId: $id }) { id } }`;

async function grant(borrowerId = newId('borrower')): Promise<string> {
  const key = newId('event');
  const input = {
    idempotencyKey: key,
    borrowerId,
    purpose: 'CREDIT_DECISION',
    textVersion: 'v1',
    proof: 'p',
  };
  const { grantConsent: granted } = await ask<{ grantConsent: { id: string } }>(
    desk.service,
    bank,
    grantConsent,
    {
      input,
    },
  );
  return granted.id;
}

describe('the audit log', () => {
  const auditor = callerOf({ tenantId: north, roles: ['auditor'] });
  const read = `query ($filter: AuditEventFilter, $first: Int, $after: String) {
    auditEvents(filter: $filter, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      edges { node { id at service action actorKind actorId subjectKind subjectId } } } }`;
  interface Read {
    auditEvents: {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
      edges: { node: { id: string; action: string; at: string } }[];
    };
  }

  it('tells who did what to a consent, and can be asked by what it was, who it was and when', async () => {
    const subjectId = await grant();
    await ask(desk.service, bank, withdrawConsent, { id: subjectId });
    const { auditEvents } = await ask<Read>(desk.service, auditor, read, { filter: { subjectId } });
    expect(auditEvents.totalCount).toBe(2);
    expect(auditEvents.edges.map(({ node }) => node)).toMatchObject([
      {
        service: 'tenant',
        action: 'grantConsent',
        actorKind: 'CLIENT',
        actorId: 'client_of_north',
        subjectKind: 'consent',
        subjectId,
      },
      { service: 'tenant', action: 'withdrawConsent', actorKind: 'CLIENT', subjectId },
    ]);
    const [grantedAt, withdrawnAt] = auditEvents.edges.map(({ node }) => node.at);
    const counted = async (filter: object) =>
      (
        await ask<Read>(desk.service, auditor, read, { filter: { subjectId, ...filter } })
      ).auditEvents.edges.map(({ node }) => node.action);
    expect(await counted({ action: 'withdrawConsent' })).toEqual(['withdrawConsent']);
    expect(await counted({ actorKind: 'PERSON' })).toEqual([]);
    expect(await counted({ since: withdrawnAt })).toEqual(['withdrawConsent']);
    expect(await counted({ since: grantedAt, until: withdrawnAt })).toEqual(['grantConsent']);
  });

  it('is walked in pages and counted whole', async () => {
    for (let n = 0; n < 6; n += 1) await grant();
    const filter = { action: 'grantConsent' };
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { auditEvents }: Read = await ask<Read>(desk.service, auditor, read, { filter, first: 3, after });
      seen.push(...auditEvents.edges.map(({ node }) => node.id));
      if (!auditEvents.pageInfo.hasNextPage) {
        expect(auditEvents.totalCount).toBe(seen.length);
        break;
      }
      after = auditEvents.pageInfo.endCursor;
    }
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen.length).toBeGreaterThan(3);
  });

  it('is shown to those who may read it, each tenant its own', async () => {
    expect(await refusalOf(desk.service, bank, read)).toMatchObject({ code: 'FORBIDDEN' });
    const { auditEvents } = await ask<Read>(
      desk.service,
      callerOf({ tenantId: newId('tenant'), roles: ['auditor'] }),
      read,
    );
    expect(auditEvents).toMatchObject({ totalCount: 0, edges: [] });
    const { auditEvents: ours } = await ask<Read>(desk.service, auditor, read);
    const reference = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on AuditEvent { action } } }`;
    const of = [{ __typename: 'AuditEvent', id: ours.edges[0]!.node.id }];
    expect(await ask(desk.service, auditor, reference, { of })).toMatchObject({
      _entities: [{ action: expect.any(String) }],
    });
    const stranger = callerOf({ tenantId: south, roles: ['auditor'] });
    expect(await refusalOf(desk.service, stranger, reference, { of })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a record', () => {
  const auditor = callerOf({
    tenantId: north,
    roles: ['auditor'],
    actor: { kind: 'person', id: 'auditor_of_north' },
  });
  const read = `query ($filter: AuditEventFilter) { auditEvents(filter: $filter, last: 10) {
    edges { node { action actorId subjectKind subjectId subjectIds purpose before after } } } }`;
  const records = async (filter: object) => {
    const { auditEvents } = await ask<{ auditEvents: { edges: { node: Record<string, unknown> }[] } }>(
      desk.service,
      auditor,
      read,
      { filter },
    );
    return auditEvents.edges.map(({ node }) => node);
  };

  it('says what was before and what is after', async () => {
    const subjectId = await grant();
    await ask(desk.service, bank, withdrawConsent, { id: subjectId });
    expect(
      await records({ subjectId, action: 'withdrawConsent', service: 'tenant', actorId: 'client_of_north' }),
    ).toMatchObject([
      { before: { withdrawnAt: null }, after: { withdrawnAt: expect.stringMatching(/^20/) }, purpose: null },
    ]);
  });

  it('is left by whoever reads what is about a person: one for a page, with its purpose', async () => {
    const borrowerId = newId('borrower');
    const ids = [await grant(borrowerId), await grant(borrowerId)];
    const page = `query ($id: ID!) { consents(borrowerId: $id, first: 10) { edges { node { id purpose } } } }`;
    await ask(desk.service, auditor, page, { id: borrowerId });
    expect(await records({ subjectId: ids[1], purpose: 'AUDIT' })).toEqual([
      {
        action: 'readConsent',
        actorId: 'auditor_of_north',
        subjectKind: 'consent',
        subjectId: ids[0],
        subjectIds: ids,
        purpose: 'AUDIT',
        before: null,
        after: { count: 2 },
      },
    ]);
    await ask(
      desk.service,
      bank,
      `query ($id: ID!) { consents(borrowerId: $id, first: 1) { edges { node { textVersion } } } }`,
      { id: borrowerId },
    );
    expect(await records({ subjectId: ids[0], purpose: 'LENDING' })).toMatchObject([
      { subjectIds: null, after: null },
    ]);
  });

  it('of a read is not left by who found nothing', async () => {
    const borrowerId = newId('borrower');
    const before = (await records({ purpose: 'AUDIT' })).length;
    await ask(
      desk.service,
      auditor,
      `query ($id: ID!) { consents(borrowerId: $id) { edges { node { id } } } }`,
      {
        id: borrowerId,
      },
    );
    expect((await records({ purpose: 'AUDIT' })).length).toBe(before);
  });

  it('is kept for as many years as its owner says', async () => {
    const owner = callerOf({ tenantId: north, roles: ['owner'] });
    const set = `mutation ($years: Int!) { setAuditRetention(input: { years: $years }) { years } }`;
    expect(await ask(desk.service, auditor, '{ auditRetention { years } }')).toEqual({
      auditRetention: { years: 5 },
    });
    expect(await ask(desk.service, owner, set, { years: 10 })).toEqual({ setAuditRetention: { years: 10 } });
    expect(await ask(desk.service, auditor, '{ auditRetention { years } }')).toEqual({
      auditRetention: { years: 10 },
    });
    expect(await records({ action: 'setAuditRetention' })).toMatchObject([
      { before: { years: 5 }, after: { years: 10 } },
    ]);
    expect(await refusalOf(desk.service, owner, set, { years: 2 })).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'input.years',
    });
    expect(await refusalOf(desk.service, auditor, set, { years: 6 })).toMatchObject({ code: 'FORBIDDEN' });
  });
});
