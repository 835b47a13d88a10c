import { lendingContract } from '@fanxing/lending-contract';
import { newId } from '@fanxing/runtime/identifier';
import { KeycloakAdmin } from '@fanxing/runtime/identity';
import { createInProcessTransport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { ask, callerOf, refusalOf, startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { systemClock } from '@fanxing/runtime/clock';
import { createTenantService, tenantMigrations } from '../index.js';

const transport = createInProcessTransport();
let database: TestDatabase;
let service: ServiceHandle;

const north = newId('tenant');
const south = newId('tenant');
const bank = callerOf({
  tenantId: north,
  roles: ['lender'],
  actor: { kind: 'client', id: 'client_of_north' },
});

beforeAll(async () => {
  database = await startTestDatabase({ sets: [tenantMigrations], queues: ['tenant'] });
  service = await createTenantService({
    databaseUrl: database.urlFor('fanxing_tenant'),
    transport,
    clock: systemClock,
    verifyCaller: () => Promise.reject(new Error('nobody comes by HTTP here')),
    privateBanksAllowed: false,
    keycloakAdmin: new KeycloakAdmin({
      serverUrl: 'http://127.0.0.1:9',
      clientSecret: 'unused',
      clock: systemClock,
    }),
  });
  // Every borrower is known here: what lending says of strangers is the consents' concern.
  transport.serve(lendingContract, {
    findBorrowers: async (_, { borrowerIds }) => ({ references: borrowerIds }),
  });
  await transport.start();
}, 60_000);

afterAll(async () => {
  await transport.close();
  await service?.close();
  await database?.stop();
});

const grantConsent = `mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { id } }`;
const withdrawConsent = `mutation ($id: ID!) { withdrawConsent(input: { consentId: $id }) { id } }`;

async function grant(): Promise<string> {
  const key = newId('event');
  const input = {
    idempotencyKey: key,
    borrowerId: newId('borrower'),
    purpose: 'CREDIT_DECISION',
    textVersion: 'v1',
    proof: 'p',
  };
  const { grantConsent: granted } = await ask<{ grantConsent: { id: string } }>(service, bank, grantConsent, {
    input,
  });
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
    await ask(service, bank, withdrawConsent, { id: subjectId });
    const { auditEvents } = await ask<Read>(service, auditor, read, { filter: { subjectId } });
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
      (await ask<Read>(service, auditor, read, { filter: { subjectId, ...filter } })).auditEvents.edges.map(
        ({ node }) => node.action,
      );
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
      const { auditEvents }: Read = await ask<Read>(service, auditor, read, { filter, first: 3, after });
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
    expect(await refusalOf(service, bank, read)).toMatchObject({ code: 'FORBIDDEN' });
    const { auditEvents } = await ask<Read>(
      service,
      callerOf({ tenantId: newId('tenant'), roles: ['auditor'] }),
      read,
    );
    expect(auditEvents).toMatchObject({ totalCount: 0, edges: [] });
    const { auditEvents: ours } = await ask<Read>(service, auditor, read);
    const reference = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on AuditEvent { action } } }`;
    const of = [{ __typename: 'AuditEvent', id: ours.edges[0]!.node.id }];
    expect(await ask(service, auditor, reference, { of })).toMatchObject({
      _entities: [{ action: expect.any(String) }],
    });
    const stranger = callerOf({ tenantId: south, roles: ['auditor'] });
    expect(await refusalOf(service, stranger, reference, { of })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
