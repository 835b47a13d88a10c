import { Fault, fromEpochMs, toEpochMs, type Id } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { newId } from '@fanxing/runtime/identifier';
import { tenantContract } from '@fanxing/tenant-contract';
import { ask, callerOf, refusalOf, SettableClock } from '@fanxing/testing';
import { startTenantDesk, type TenantDesk } from '../tenant/tenant-desk.fixture.js';

const clock = new SettableClock('2026-11-22T08:00:00Z');
const north = newId('tenant');
const south = newId('tenant');
const bank = callerOf({
  tenantId: north,
  roles: ['lender'],
  actor: { kind: 'client', id: 'client_of_north' },
});
const otherBank = callerOf({ tenantId: south, roles: ['lender'] });

/** Whose borrower each id is, as lending answers it. */
const borrowers = new Map<string, Id<'tenant'>>();

function newBorrower(tenantId = north): Id<'borrower'> {
  const id = newId('borrower');
  borrowers.set(id, tenantId);
  return id;
}

let desk: TenantDesk;

beforeAll(async () => {
  desk = await startTenantDesk(clock, (transport) => {
    transport.serve(lendingContract, {
      async findBorrowers(context, { borrowerIds }) {
        const stranger = borrowerIds.find((id) => borrowers.get(id) !== context.tenantId);
        if (stranger !== undefined) throw new Fault('NOT_FOUND', { what: 'borrower', id: stranger });
        return { references: borrowerIds };
      },
    });
  });
}, 60_000);

afterAll(() => desk?.stop());

const grantConsent = `mutation ($input: GrantConsentInput!) {
  grantConsent(input: $input) { id borrowerId purpose textVersion grantedAt expiresAt withdrawnAt } }`;
const withdrawConsent = `mutation ($id: ID!) { withdrawConsent(input: { consentId: $id }) { id withdrawnAt } }`;
const consents = `query ($borrowerId: ID!) { consents(borrowerId: $borrowerId, first: 100) { edges { node { id withdrawnAt } } } }`;

interface Granted {
  grantConsent: { id: string; grantedAt: string };
}

let count = 0;
function consentOf(borrowerId: string, change: object = {}): { input: Record<string, unknown> } {
  count += 1;
  const text = { purpose: 'CREDIT_DECISION', textVersion: 'v1', proof: 'sha256:0f3a' };
  return { input: { idempotencyKey: `consent-${count}`, borrowerId, ...text, ...change } };
}

const check = (context: typeof bank, borrowerId: string) =>
  desk.transport.client(tenantContract).checkConsent(context, { borrowerId, purpose: 'CREDIT_DECISION' });
const required = expect.objectContaining({ reason: 'CONSENT_REQUIRED', category: 'CONSENT_REQUIRED' });

describe('a consent', () => {
  it('is in force from its grant to its withdrawal', async () => {
    const borrowerId = newBorrower();
    await expect(check(bank, borrowerId)).rejects.toEqual(required);
    const { grantConsent: granted } = await ask<Granted>(
      desk.service,
      bank,
      grantConsent,
      consentOf(borrowerId),
    );
    expect(granted).toEqual({
      id: granted.id,
      borrowerId,
      purpose: 'CREDIT_DECISION',
      textVersion: 'v1',
      grantedAt: '2026-11-22T08:00:00.000Z',
      expiresAt: null,
      withdrawnAt: null,
    });
    expect(await check(bank, borrowerId)).toMatchObject({ consentId: granted.id });
    const first = await ask(desk.service, bank, withdrawConsent, { id: granted.id });
    expect(first).toEqual({ withdrawConsent: { id: granted.id, withdrawnAt: '2026-11-22T08:00:00.000Z' } });
    await expect(check(bank, borrowerId)).rejects.toEqual(required);
    clock.advance(1_000);
    expect(await ask(desk.service, bank, withdrawConsent, { id: granted.id })).toEqual(first);
  });

  it('runs out at the moment that it says', async () => {
    const borrowerId = newBorrower();
    const expiresAt = fromEpochMs(toEpochMs(clock.now()) + 60_000);
    await ask(desk.service, bank, grantConsent, consentOf(borrowerId, { expiresAt }));
    clock.advance(59_999);
    await expect(check(bank, borrowerId)).resolves.toBeDefined();
    clock.advance(1);
    await expect(check(bank, borrowerId)).rejects.toEqual(required);
    expect(
      await refusalOf(desk.service, bank, grantConsent, consentOf(borrowerId, { expiresAt })),
    ).toMatchObject({
      path: 'input.expiresAt',
    });
  });

  it('is superseded by a newer one, whose withdrawal does not bring it back', async () => {
    const borrowerId = newBorrower();
    await ask<Granted>(desk.service, bank, grantConsent, consentOf(borrowerId));
    const { grantConsent: second } = await ask<Granted>(
      desk.service,
      bank,
      grantConsent,
      consentOf(borrowerId),
    );
    expect(await check(bank, borrowerId)).toMatchObject({ consentId: second.id });
    await ask(desk.service, bank, withdrawConsent, { id: second.id });
    await expect(check(bank, borrowerId)).rejects.toEqual(required);
    const { consents: kept } = await ask<{ consents: { edges: unknown[] } }>(desk.service, bank, consents, {
      borrowerId,
    });
    expect(kept.edges).toHaveLength(2);
  });

  it('is recorded once for a key, also when the request comes many times at once', async () => {
    const borrowerId = newBorrower();
    const request = consentOf(borrowerId);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask<Granted>(desk.service, bank, grantConsent, request)),
    );
    expect(new Set(answers.map((answer) => answer.grantConsent.id)).size).toBe(1);
    const other = { input: { ...request.input, textVersion: 'v2' } };
    expect(await refusalOf(desk.service, bank, grantConsent, other)).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    const { consents: kept } = await ask<{ consents: { edges: unknown[] } }>(desk.service, bank, consents, {
      borrowerId,
    });
    expect(kept.edges).toHaveLength(1);
  });

  it('is refused without a right, a version of the text or a proof', async () => {
    const borrowerId = newBorrower();
    const reader = callerOf({ tenantId: north, roles: ['risk-officer'] });
    expect(await refusalOf(desk.service, reader, grantConsent, consentOf(borrowerId))).toMatchObject({
      code: 'FORBIDDEN',
    });
    for (const field of ['textVersion', 'proof']) {
      for (const value of ['  ', 'a\u0000b', 'x'.repeat(501)]) {
        const refusal = await refusalOf(
          desk.service,
          bank,
          grantConsent,
          consentOf(borrowerId, { [field]: value }),
        );
        expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', path: `input.${field}` });
      }
    }
    expect(
      await refusalOf(desk.service, bank, grantConsent, consentOf(borrowerId, { idempotencyKey: '' })),
    ).toMatchObject({ path: 'input.idempotencyKey' });
  });
});

describe("the consent of another tenant's borrower", () => {
  it('can neither be given, checked, read nor withdrawn', async () => {
    const borrowerId = newBorrower();
    const { grantConsent: granted } = await ask<Granted>(
      desk.service,
      bank,
      grantConsent,
      consentOf(borrowerId),
    );
    expect(await refusalOf(desk.service, otherBank, grantConsent, consentOf(borrowerId))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await refusalOf(desk.service, otherBank, withdrawConsent, { id: granted.id })).toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(check(otherBank, borrowerId)).rejects.toEqual(required);
    await expect(check({ ...bank, environment: 'live' }, borrowerId)).rejects.toEqual(required);
    expect(await ask(desk.service, otherBank, consents, { borrowerId })).toEqual({ consents: { edges: [] } });
    expect(await check(bank, borrowerId)).toMatchObject({ consentId: granted.id });
  });

  it("does not keep its key from anybody: keys are a tenant's own", async () => {
    const key = { idempotencyKey: 'the same key' };
    const ours = await ask<Granted>(desk.service, bank, grantConsent, consentOf(newBorrower(), key));
    const theirs = await ask<Granted>(
      desk.service,
      otherBank,
      grantConsent,
      consentOf(newBorrower(south), key),
    );
    expect(theirs.grantConsent.id).not.toBe(ours.grantConsent.id);
  });
});
