import {
  aBorrower,
  aLine,
  apply,
  consentOf,
  draw,
  payments,
  untilSettled,
  type Borrower,
} from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(180_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

const withdraw = (consentId: string) =>
  bank.lender.do<{ withdrawnAt: string }>('withdrawConsent', { consentId }, 'withdrawnAt');

/** Applies again and again until it is refused; answers how often it was and how it ended. */
async function applyUntilRefused(
  { id }: Borrower,
  onDecided: (times: number) => void,
): Promise<{ applied: number; code: string }> {
  for (let applied = 0; ; applied += 1) {
    onDecided(applied);
    const { errors } = await bank.lender.send(
      'mutation ($input: ApplyForCreditInput!) { applyForCredit(input: $input) { id status } }',
      { input: { idempotencyKey: `again ${id} ${applied}`, borrowerId: id, productId: bank.productId } },
    );
    const [error] = errors;
    if (error) return { applied, code: error.extensions.code };
  }
}

/** Withdraws while the next application is under way, after so many were decided. */
async function withdrawAfter(borrower: Borrower, times: number): Promise<{ applied: number; code: string }> {
  let withdrawn: Promise<unknown> = Promise.resolve();
  const end = await applyUntilRefused(borrower, (decided) => {
    if (decided === times) withdrawn = withdraw(borrower.consentId);
  });
  await withdrawn;
  return end;
}

describe('consents that are withdrawn in the middle of applications', () => {
  const borrowers: Borrower[] = [];

  it('end them: nobody is decided with a consent that was withdrawn', async () => {
    for (let n = 0; n < 24; n += 1) borrowers.push(await aBorrower(bank, `stream-${n}`));
    const ends = await Promise.all(
      borrowers.map((borrower, place) => withdrawAfter(borrower, 1 + (place % 4))),
    );
    const applied = ends.reduce((sum, end) => sum + end.applied, 0);
    expect(new Set(ends.map(({ code }) => code))).toEqual(new Set(['CONSENT_REQUIRED']));
    expect(applied).toBeGreaterThanOrEqual(borrowers.length);
  });

  it('leave no decision that is later than a second after, and none that anything could rest on', async () => {
    const late = await queryAll<{ id: string }>(
      platform,
      `SELECT d.id FROM risk.decision d JOIN tenant.consent c ON c.id = d.consent_id
       WHERE c.withdrawn_at IS NOT NULL AND (d.decided_at > c.withdrawn_at + interval '1 second' OR d.unusable_since IS NULL)
       UNION ALL
       SELECT a.id FROM lending.application a JOIN tenant.consent c ON c.id = a.consent_id
       WHERE c.withdrawn_at IS NOT NULL AND (a.decided_at > c.withdrawn_at + interval '1 second' OR a.status IN ('RECEIVED', 'DECIDING', 'APPROVED'))
       UNION ALL
       SELECT o.id FROM lending.offer o JOIN lending.application a ON a.id = o.application_id JOIN tenant.consent c ON c.id = a.consent_id
       WHERE c.withdrawn_at IS NOT NULL AND o.status = 'OPEN'`,
    );
    expect(late).toEqual([]);
    const [counted] = await queryAll(
      platform,
      'SELECT count(*)::text AS decisions FROM risk.decision WHERE unusable_since IS NOT NULL',
    );
    expect(Number(counted?.['decisions'])).toBeGreaterThan(borrowers.length / 2);
  });

  it('take effect within a second, by the clock of whoever withdrew', async () => {
    const [worst] = await queryAll<{ ms: string | null }>(
      platform,
      `SELECT max(extract(epoch FROM d.decided_at - c.withdrawn_at) * 1000)::text AS ms
       FROM risk.decision d JOIN tenant.consent c ON c.id = d.consent_id WHERE c.withdrawn_at IS NOT NULL`,
    );
    expect(Number(worst?.ms ?? 0)).toBeLessThan(1_000);
  });
});

describe('a borrower who withdrew', () => {
  let borrower: Borrower;
  let offerId: string;

  it('can not be bound by an offer that was made before', async () => {
    borrower = await aBorrower(bank, 'Wang');
    const application = await apply(bank, borrower.id);
    offerId = application.offer?.id ?? '';
    await withdraw(borrower.consentId);
    const signature = { method: 'ONE_TIME_CODE', reference: 'code', textVersion: '2026-01' };
    const refusal = await bank.lender.refusalOf('acceptOffer', {
      idempotencyKey: 'late',
      offerId,
      signature,
    });
    expect(refusal.extensions).toMatchObject({ code: 'CONFLICT', details: { status: 'EXPIRED' } });
    const { application: shown } = await bank.lender.ask<{ application: unknown }>(
      'query ($id: ID!) { application(id: $id) { status offer { status } } }',
      { id: application.id },
    );
    expect(shown).toEqual({ status: 'WITHDRAWN', offer: { status: 'EXPIRED' } });
  });

  it('is not observed any more: events of the data concerned are refused, others are taken', async () => {
    const [payment] = payments(borrower.id, 'Wang-later', 1);
    const refusal = await bank.lender.refusalOf('ingestEvents', { events: [payment] });
    expect(refusal.extensions).toMatchObject({
      code: 'CONSENT_REQUIRED',
      reason: 'CONSENT_WITHDRAWN',
      path: 'input.events.0',
      details: { categories: ['PAYMENTS'] },
    });
    const visit = { ...payment, id: 'visit', kind: 'visit' };
    expect(await bank.lender.do('ingestEvents', { events: [visit] }, 'accepted')).toEqual({ accepted: 1 });
  });

  it('is not read any more, while the decision that was made can still be explained', async () => {
    const { errors } = await bank.lender.send('query ($id: ID!) { events(borrowerId: $id) { id } }', {
      id: borrower.id,
    });
    expect(errors[0]?.extensions.code).toBe('CONSENT_REQUIRED');
    const [decision] = await queryAll(platform, 'SELECT id FROM risk.decision WHERE borrower_id = $1', [
      borrower.id,
    ]);
    const again = await bank.lender.do<{ same: boolean; decision: { unusableSince: string | null } }>(
      'replayDecision',
      { decisionId: decision?.['id'] },
      'same decision { unusableSince }',
    );
    expect(again).toMatchObject({ same: true, decision: { unusableSince: expect.any(String) } });
  });

  it('is safe also where nobody was told of the withdrawal', async () => {
    const unheard = await aBorrower(bank, 'unheard');
    const { offer } = await apply(bank, unheard.id);
    await queryAll(platform, 'UPDATE tenant.consent SET withdrawn_at = now() WHERE id = $1', [
      unheard.consentId,
    ]);
    const signature = { method: 'ONE_TIME_CODE', reference: 'code', textVersion: '2026-01' };
    const take = { idempotencyKey: 'unheard', offerId: offer?.id, signature };
    expect((await bank.lender.refusalOf('acceptOffer', take)).extensions.code).toBe('CONSENT_REQUIRED');
    const again = { idempotencyKey: 'unheard', borrowerId: unheard.id, productId: bank.productId };
    expect((await bank.lender.refusalOf('applyForCredit', again)).extensions.code).toBe('CONSENT_REQUIRED');
  });

  it('may agree anew, and is decided anew', async () => {
    const { id } = await bank.lender.do<{ id: string }>(
      'grantConsent',
      {
        idempotencyKey: 'anew',
        borrowerId: borrower.id,
        purpose: 'CREDIT_DECISION',
        textVersion: '2026-02',
        proof: 'form',
      },
      'id',
    );
    expect(id).not.toBe(borrower.consentId);
    const { applyForCredit } = await bank.lender.ask<{ applyForCredit: { status: string } }>(
      'mutation ($input: ApplyForCreditInput!) { applyForCredit(input: $input) { status } }',
      { input: { idempotencyKey: 'anew', borrowerId: borrower.id, productId: bank.productId } },
    );
    expect(applyForCredit.status).toBe('APPROVED');
  });

  it('keeps the contract that was signed: the line can be drawn and the loan repaid', async () => {
    const line = await aLine(bank, 'Li');
    await withdraw(line.consentId);
    const { id } = await draw(bank, line.lineId, '500.00', 'after the withdrawal');
    expect(await untilSettled(bank, id)).toBe('ACTIVE');
  });
});

describe('what is read for a purpose', () => {
  it('is what the purpose needs and the borrower agreed to: anything else is refused', async () => {
    const { id } = await aBorrower(bank, 'Zhao');
    const read = (purpose: string, categories?: string[]) =>
      bank.lender.send<{ events: { kind: string }[] }>(
        'query ($id: ID!, $purpose: ConsentPurpose!, $categories: [DataCategory!]) { events(borrowerId: $id, purpose: $purpose, categories: $categories) { kind } }',
        { id, purpose, categories },
      );
    const [payment] = payments(id, 'Zhao-more', 1);
    await bank.lender.do('ingestEvents', { events: [{ ...payment, id: 'post', kind: 'post' }] }, 'accepted');
    expect((await read('CREDIT_DECISION')).data?.events.map(({ kind }) => kind)).toEqual([
      'payment',
      'payment',
      'payment',
    ]);
    for (const [purpose, categories] of [
      ['CREDIT_DECISION', ['TEXT']],
      ['CREDIT_DECISION', ['PAYMENTS', 'LOCATION']],
      ['TEXT_ANALYSIS', undefined],
    ] as const)
      expect((await read(purpose, categories && [...categories])).errors[0]?.extensions.code).toBe(
        'CONSENT_REQUIRED',
      );
  });

  it('is not decided on when the consent leaves out what the strategy reads', async () => {
    const { id } = await aBorrower(bank, 'Qian');
    const grant = { borrowerId: id, purpose: 'CREDIT_DECISION', textVersion: '2026-01', proof: 'form' };
    await bank.lender.do(
      'grantConsents',
      { idempotencyKey: 'part', consents: [{ ...grant, categories: ['PROFILE'] }] },
      'consents { id }',
    );
    const refusal = await bank.lender.refusalOf('applyForCredit', {
      idempotencyKey: 'part',
      borrowerId: id,
      productId: bank.productId,
    });
    expect(refusal.extensions).toMatchObject({
      reason: 'CONSENT_REQUIRED',
      details: { categories: ['PAYMENTS'] },
    });
  });

  it('can not be read past the gate by the service itself', async () => {
    const rights = await queryAll<{ whole: boolean }>(
      platform,
      "SELECT has_table_privilege('fanxing_risk', 'risk.event', 'SELECT') AS whole",
    );
    expect(rights).toEqual([{ whole: false }]);
    const refused = queryAll(
      platform,
      `SELECT * FROM risk.events_for($1, 'sandbox', 'CREDIT_DECISION', ARRAY['TEXT'], 'nobody', now(), NULL)`,
      [bank.id],
    );
    await expect(refused).rejects.toThrow('CONSENT_REQUIRED');
  });

  it('has a category: a kind or an attribute that nobody has declared is refused', async () => {
    const { id } = await aBorrower(bank, 'Sun');
    const [payment] = payments(id, 'Sun-own', 1);
    const own = { events: [{ ...payment, id: 'own', kind: 'teaHouse' }] };
    expect((await bank.lender.refusalOf('ingestEvents', own)).extensions).toMatchObject({
      reason: 'DATA_NAME_UNKNOWN',
      path: 'input.events.0.kind',
    });
    const names = [{ kind: 'EVENT_KIND', name: 'teaHouse', category: 'ORDERS' }];
    await bank.riskOfficer.do('declareDataNames', { names }, 'declared');
    expect(await bank.lender.do('ingestEvents', own, 'accepted')).toEqual({ accepted: 1 });
    const otherwise = { names: [{ ...names[0], category: 'TEXT' }] };
    expect((await bank.riskOfficer.refusalOf('declareDataNames', otherwise)).extensions.reason).toBe(
      'ALREADY_EXISTS',
    );
    expect(await consentOf(bank, id)).toMatch(/^consent_/);
  });
});
