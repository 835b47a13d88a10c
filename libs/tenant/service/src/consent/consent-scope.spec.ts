import pg from 'pg';
import { createHash } from 'node:crypto';
import { fromEpochMs, toEpochMs } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { categoriesOf, purposes, type DataPurpose } from '@fanxing/runtime/consent';
import { newId } from '@fanxing/runtime/identifier';
import { tenantContract, tenantEventTypes, type ConsentWithdrawn } from '@fanxing/tenant-contract';
import { ask, callerOf, refusalOf, SettableClock } from '@fanxing/testing';
import { startTenantDesk, type TenantDesk } from '../tenant/tenant-desk.fixture.js';

const clock = new SettableClock('2026-11-22T08:00:00Z');
const north = newId('tenant');
const bank = callerOf({
  tenantId: north,
  roles: ['lender'],
  actor: { kind: 'client', id: 'client_of_north' },
});
const owner = callerOf({ tenantId: north, roles: ['owner'] });
const heard: ConsentWithdrawn[] = [];
let desk: TenantDesk;
const tenant = () => desk.transport.client(tenantContract);

beforeAll(async () => {
  desk = await startTenantDesk(clock, (transport) => {
    transport.serve(lendingContract, {
      findBorrowers: async (_, { borrowerIds }) => ({ references: borrowerIds }),
    });
    transport.subscribe<ConsentWithdrawn>(
      'test',
      [tenantEventTypes.consentWithdrawn],
      async ({ payload }) => {
        heard.push(payload);
      },
    );
  });
}, 60_000);

afterAll(() => desk?.stop());

let count = 0;
function granting(change: object = {}): { input: Record<string, unknown> } {
  count += 1;
  const text = { purpose: 'CREDIT_DECISION', textVersion: 'v1', proof: 'form' };
  return { input: { idempotencyKey: `scope-${count}`, borrowerId: newId('borrower'), ...text, ...change } };
}
const grantConsent = `mutation ($input: GrantConsentInput!) { grantConsent(input: $input) {
  id borrowerId purpose categories recipients state validFrom textDigest text { textZh } } }`;
interface Granted {
  grantConsent: {
    id: string;
    borrowerId: string;
    state: string;
    textDigest: string | null;
    categories: string[];
  };
}
const grant = async (change: object = {}) =>
  (await ask<Granted>(desk.service, bank, grantConsent, granting(change))).grantConsent;

it('the table of purposes is the same in the database and in the code', async () => {
  const client = new pg.Client({ connectionString: desk.database.adminUrl });
  await client.connect();
  try {
    for (const purpose of Object.keys(purposes) as DataPurpose[]) {
      const { rows } = await client.query<{ categories: string[] }>(
        'SELECT foundation.purpose_categories($1) AS categories',
        [purpose],
      );
      expect([purpose, rows[0]?.categories]).toEqual([purpose, [...categoriesOf(purpose)]]);
    }
  } finally {
    await client.end();
  }
});

describe('a consent says', () => {
  it('which data, for whom, and from when', async () => {
    const from = fromEpochMs(toEpochMs(clock.now()) + 60_000);
    const given = await grant({ categories: ['PAYMENTS'], recipients: ['Bureau A'], validFrom: from });
    expect(given).toMatchObject({
      categories: ['PAYMENTS'],
      recipients: ['Bureau A'],
      state: 'NOT_YET',
      validFrom: from,
    });
    const question = { borrowerId: given.borrowerId, purpose: 'CREDIT_DECISION' as const };
    await expect(tenant().checkConsent(bank, question)).rejects.toMatchObject({ reason: 'CONSENT_REQUIRED' });
    clock.advance(60_000);
    expect(await tenant().checkConsent(bank, question)).toEqual({
      consentId: given.id,
      categories: ['PAYMENTS'],
    });
  });

  it('never more than its purpose needs', async () => {
    for (const categories of [['LOCATION'], ['PAYMENTS', 'TEXT'], []])
      expect(await refusalOf(desk.service, bank, grantConsent, granting({ categories }))).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: 'input.categories',
      });
  });

  it('the same to whoever asks for many borrowers at once as to whoever asks for each', async () => {
    const purpose = 'CREDIT_DECISION' as const;
    const until = fromEpochMs(toEpochMs(clock.now()) + 60_000);
    const [covered, narrowed, expired, other] = [
      await grant({}),
      await grant({ categories: ['PAYMENTS'] }),
      await grant({ expiresAt: until }),
      await grant({ purpose: 'MARKETING' }),
    ];
    clock.advance(60_000);
    const borrowerIds = [covered, narrowed, expired, other].map(({ borrowerId }) => borrowerId);
    const { consents } = await tenant().consentsInForce(bank, { borrowerIds, purpose });
    const each = await Promise.all(
      borrowerIds.map((borrowerId) =>
        tenant()
          .checkConsent(bank, { borrowerId, purpose })
          .then((consent) => [{ borrowerId, ...consent }])
          .catch(() => []),
      ),
    );
    const sorted = <One extends { borrowerId: string }>(all: readonly One[]) =>
      [...all].sort((left, right) => (left.borrowerId < right.borrowerId ? -1 : 1));
    expect(sorted(consents)).toEqual(sorted(each.flat()));
    expect(consents).toHaveLength(2);
    const tooMany = tenant().consentsInForce(bank, { borrowerIds: Array(501).fill('b'), purpose });
    await expect(tooMany).rejects.toMatchObject({ reason: 'INPUT_INVALID' });
  });

  it('one purpose: another is not opened by it', async () => {
    const { borrowerId } = await grant({ purpose: 'MARKETING' });
    await expect(
      tenant().checkConsent(bank, { borrowerId, purpose: 'CREDIT_DECISION' }),
    ).rejects.toMatchObject({
      reason: 'CONSENT_REQUIRED',
    });
  });

  it('how it is proved, to those who may look, apart from the consent', async () => {
    const content = 'scan of a signed form';
    const evidence = { method: 'PAPER', signedAt: '2026-11-01T00:00:00Z', content };
    const { id } = await grant({ evidence });
    const query = 'query ($id: ID!) { consentEvidence(consentId: $id) { proof method digest content } }';
    const digest = createHash('sha256').update(content).digest('hex');
    expect(await ask(desk.service, owner, query, { id })).toEqual({
      consentEvidence: { proof: 'form', method: 'PAPER', digest, content },
    });
    expect(await refusalOf(desk.service, bank, query, { id })).toMatchObject({ code: 'FORBIDDEN' });
    const wrong = granting({ evidence: { ...evidence, digest: 'a'.repeat(64) } });
    expect(await refusalOf(desk.service, bank, grantConsent, wrong)).toMatchObject({
      path: 'input.evidence.digest',
    });
  });

  it('under which words, and only published ones once there are some', async () => {
    const publish = `mutation ($input: PublishConsentTextInput!) { publishConsentText(input: $input) { id digest } }`;
    const text = { purpose: 'COLLECTION', version: '2026-01', textEn: 'I agree.', textZh: '我同意。' };
    const input = { idempotencyKey: 'text', ...text };
    const { publishConsentText: published } = await ask<{ publishConsentText: { digest: string } }>(
      desk.service,
      owner,
      publish,
      { input },
    );
    expect(published.digest).toBe(createHash('sha256').update('["I agree.","我同意。"]').digest('hex'));
    expect(
      await refusalOf(desk.service, owner, publish, {
        input: { ...input, idempotencyKey: 'other', textEn: 'No.' },
      }),
    ).toMatchObject({
      reason: 'ALREADY_EXISTS',
    });
    expect(await grant({ purpose: 'COLLECTION', textVersion: '2026-01' })).toMatchObject({
      textDigest: published.digest,
      text: { textZh: '我同意。' },
    });
    const unknown = granting({ purpose: 'COLLECTION', textVersion: '2025-12' });
    expect(await refusalOf(desk.service, bank, grantConsent, unknown)).toMatchObject({
      reason: 'CONSENT_TEXT_UNKNOWN',
    });
    const client = new pg.Client({ connectionString: desk.database.urlFor('fanxing_tenant') });
    await client.connect();
    await expect(client.query("UPDATE tenant.consent_text SET text_en = 'x'")).rejects.toThrow(
      'permission denied',
    );
    await client.end();
  });
});

describe('consents of one borrower', () => {
  it('are found by purpose and state', async () => {
    const borrowerId = newId('borrower');
    const first = await grant({ borrowerId });
    const second = await grant({ borrowerId });
    const marketing = await grant({ borrowerId, purpose: 'MARKETING' });
    const query = `query ($id: ID!, $purpose: ConsentPurpose, $state: ConsentState) {
      consents(borrowerId: $id, purpose: $purpose, state: $state) { edges { node { id } } } }`;
    const found = async (filter: object) =>
      (
        await ask<{ consents: { edges: { node: { id: string } }[] } }>(desk.service, bank, query, {
          id: borrowerId,
          ...filter,
        })
      ).consents.edges.map(({ node }) => node.id);
    expect(await found({})).toEqual([first.id, second.id, marketing.id]);
    expect(await found({ purpose: 'MARKETING' })).toEqual([marketing.id]);
    expect(await found({ state: 'SUPERSEDED' })).toEqual([first.id]);
    expect(await found({ state: 'IN_FORCE', purpose: 'CREDIT_DECISION' })).toEqual([second.id]);
  });

  it('come in batches, all or none, once for a key', async () => {
    const many = `mutation ($input: GrantConsentsInput!) { grantConsents(input: $input) { consents { id borrowerId state } } }`;
    const consents = Array.from({ length: 300 }, () => ({
      borrowerId: newId('borrower'),
      purpose: 'MONITORING',
      textVersion: 'v1',
      proof: 'form',
    }));
    const input = { idempotencyKey: 'batch', consents };
    interface Many {
      grantConsents: { consents: { id: string; borrowerId: string }[] };
    }
    const first = await ask<Many>(desk.service, bank, many, { input });
    expect(first.grantConsents.consents.map(({ borrowerId }) => borrowerId)).toEqual(
      consents.map(({ borrowerId }) => borrowerId),
    );
    expect(await ask(desk.service, bank, many, { input })).toEqual(first);
    const broken = {
      ...input,
      idempotencyKey: 'broken',
      consents: [...consents, { ...consents[0], proof: ' ' }],
    };
    expect(await refusalOf(desk.service, bank, many, { input: broken })).toMatchObject({
      path: 'input.consents.300.proof',
    });
  });
});

describe('a withdrawal', () => {
  it('is told before its caller is answered, once', async () => {
    const { id, borrowerId } = await grant();
    const withdraw = 'mutation ($id: ID!) { withdrawConsent(input: { consentId: $id }) { state } }';
    expect(await ask(desk.service, bank, withdraw, { id })).toEqual({
      withdrawConsent: { state: 'WITHDRAWN' },
    });
    expect(heard.filter(({ consentId }) => consentId === id)).toMatchObject([
      { borrowerId, purpose: 'CREDIT_DECISION' },
    ]);
    await ask(desk.service, bank, withdraw, { id });
    expect(heard.filter(({ consentId }) => consentId === id)).toHaveLength(1);
  });

  it('closes the data that no other consent covers', async () => {
    const borrowerId = newId('borrower');
    const { id } = await grant({ borrowerId });
    await grant({ borrowerId, purpose: 'COLLECTION', textVersion: '2026-01' });
    expect(await tenant().closedData(bank, { borrowerIds: [borrowerId] })).toEqual({ closed: [] });
    await ask(
      desk.service,
      bank,
      'mutation ($id: ID!) { withdrawConsent(input: { consentId: $id }) { id } }',
      {
        id,
      },
    );
    const { closed } = await tenant().closedData(bank, { borrowerIds: [borrowerId, newId('borrower')] });
    expect(closed).toEqual([
      { borrowerId, categories: ['ACCOUNTS', 'BUREAU', 'DEVICE', 'ORDERS', 'PAYMENTS', 'PROFILE'] },
    ]);
  });
});
