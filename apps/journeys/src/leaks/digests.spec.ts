import { createHash } from 'node:crypto';
import { aLine } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

/** What somebody computes who has a copy of the database, guesses a request and knows how requests are digested. */
function guessOf(input: object): string {
  const sorted = JSON.stringify(input, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
  return createHash('sha256').update(sorted).digest('base64url');
}

/** Guesses also what is made of such a digest without a key. */
async function isKept(input: object): Promise<boolean> {
  const guess = guessOf(input);
  const again = createHash('sha256').update(JSON.stringify(guess)).digest('base64url');
  const rows = await queryAll(
    platform,
    `SELECT request_hash FROM lending.idempotency_key WHERE request_hash = ANY ($1)
     UNION ALL SELECT request_hash FROM tenant.idempotency_key WHERE request_hash = ANY ($1)
     UNION ALL SELECT request_hash FROM tenant.approval WHERE request_hash = ANY ($1)`,
    [[guess, again]],
  );
  return rows.length > 0;
}

describe('what is kept to recognise a request', () => {
  it('can not be compared with guesses, where the request holds a person’s data', async () => {
    const borrower = {
      idempotencyKey: 'one',
      borrower: { reference: 'Wang', phone: '+8613812345678', attributes: { region: 'north' } },
    };
    const { id: borrowerId } = await bank.lender.do<{ id: string }>('createBorrower', borrower, 'id');
    const batch = { idempotencyKey: 'many', borrowers: [{ reference: 'Li', attributes: {} }] };
    await bank.lender.do('importBorrowers', batch, 'created');
    const evidence = { content: 'I agree', method: 'ONE_TIME_CODE', signedAt: '2026-01-01T00:00:00Z' };
    const consent = {
      ...{ idempotencyKey: 'agreed', borrowerId, purpose: 'CREDIT_DECISION', textVersion: '2026-01' },
      ...{ proof: 'form 1', evidence },
    };
    await bank.lender.do('grantConsent', consent, 'id');
    const words = { idempotencyKey: 'asks', borrowerId, kind: 'ACCESS', details: 'my number is 13812345678' };
    await bank.lender.do('openSubjectRequest', words, 'id');
    const person = { idempotencyKey: 'zhou', username: 'zhou', roles: ['support'], person: '007' };
    await bank.owner.do('createUser', person, 'user { id }');
    const mandate = {
      idempotencyKey: 'mandate',
      borrowerId,
      reference: 'M1',
      accountReference: '6222020200',
    };
    await bank.lender.do('recordMandate', mandate, 'id');
    for (const input of [borrower, batch, consent, words, person, mandate])
      expect([input, await isKept(input)]).toEqual([input, false]);
  });

  it('could be, where there is nothing to hide: so the guessing itself works', async () => {
    const { lineId } = await aLine(bank, 'Zhao');
    const draw = {
      idempotencyKey: 'draw',
      creditLineId: lineId,
      amount: { amount: '500.00', currency: 'CNY' },
    };
    await bank.lender.do('drawDown', draw, 'id');
    expect(await isKept(draw)).toBe(true);
  });

  it('still recognises the request: the same answer, and a conflict for another', async () => {
    const input = (phone: string) => ({
      idempotencyKey: 'again',
      borrower: { reference: 'Zhou', phone, attributes: {} },
    });
    const first = await bank.lender.do<{ id: string }>('createBorrower', input('+8613800000001'), 'id');
    const second = await bank.lender.do<{ id: string }>('createBorrower', input('+8613800000001'), 'id');
    expect(second).toEqual(first);
    const { extensions } = await bank.lender.refusalOf('createBorrower', input('+8613800000002'));
    expect(extensions.reason).toBe('IDEMPOTENCY_CONFLICT');
  });
});
