import { aLine, aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { misbehave } from '../harness/sandbox-bank.fixture.js';
import {
  aLineWithMandate,
  aLoanWithMandate,
  collect,
  collectionBook,
  collectionOf,
  outstandingOf,
  untilEnded,
} from './collecting.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterEach(() => misbehave(platform));
afterAll(destroyPlatforms);

async function reasonOf(mutation: string, input: Record<string, unknown>): Promise<string> {
  return (await bank.lender.refusalOf(mutation, input)).extensions.reason;
}

describe('a collection', () => {
  it.each([
    ['insufficientFundsShare', 'INSUFFICIENT_FUNDS'],
    ['mandateMissingShare', 'MANDATE_MISSING'],
    ['rejectShare', 'ACCOUNT_CLOSED'],
  ])('that the bank refuses says why and changes nothing: %s', async (share, failure) => {
    const loanId = await aLoanWithMandate(bank, share, '500.00');
    await misbehave(platform, { [share]: 1 });
    const { id } = await collect(bank, loanId, share, '100.00');
    expect(await untilEnded(bank, id)).toMatchObject({
      status: 'REJECTED',
      failure,
      retryOn: null,
      repayment: null,
    });
    expect(await outstandingOf(bank, loanId)).toBe('500.00');
  });

  it('is the only one of its loan that is under way, and can be called off', async () => {
    const loanId = await aLoanWithMandate(bank, 'off', '500.00');
    await misbehave(platform, { paidAfterMs: 60_000 });
    const { id } = await collect(bank, loanId, 'off', '100.00');
    expect(await reasonOf('collectRepayment', { idempotencyKey: 'o2', loanId, amount: yuan('1.00') })).toBe(
      'COLLECTION_UNDER_WAY',
    );
    const input = { idempotencyKey: 'cancel', collectionId: id, reason: 'paid in cash' };
    const answers = await Promise.all(
      [1, 2].map(() => bank.lender.do('cancelCollection', input, 'status failure')),
    );
    expect(answers).toEqual([
      { status: 'CANCELLED', failure: 'paid in cash' },
      { status: 'CANCELLED', failure: 'paid in cash' },
    ]);
    await misbehave(platform);
    const { id: second } = await collect(bank, loanId, 'o3', '100.00');
    expect(await untilEnded(bank, second)).toMatchObject({ status: 'COLLECTED' });
    const late = { idempotencyKey: 'late', collectionId: second, reason: 'too late' };
    expect(await reasonOf('cancelCollection', late)).toBe('TOO_LATE_TO_CANCEL');
    expect(await outstandingOf(bank, loanId)).toBe('400.00');
  });

  it('goes on when the bank has it and calls nothing off', async () => {
    const loanId = await aLoanWithMandate(bank, 'stubborn', '500.00');
    await misbehave(platform, { paidAfterMs: 3_000, noCancelShare: 1 });
    const { id } = await collect(bank, loanId, 'stubborn', '100.00');
    await eventually(5_000, async () =>
      (await collectionOf(bank, id)).status === 'UNKNOWN' ? true : undefined,
    );
    const input = { idempotencyKey: 'stubborn off', collectionId: id, reason: 'never mind' };
    expect(await reasonOf('cancelCollection', input)).toBe('TOO_LATE_TO_CANCEL');
    expect(await untilEnded(bank, id)).toMatchObject({ status: 'COLLECTED', cancelRequested: false });
  });

  it('of wrong input is refused by a code, and nothing is taken', async () => {
    const loanId = await aLoanWithMandate(bank, 'wrong', '500.00');
    const { lineId, borrowerId } = await aLine(bank, 'without');
    const bare = await aLoan(bank, lineId, '500.00', 'draw without');
    const before = (await collectionBook(platform)).length;
    const key = { idempotencyKey: 'wrong' };
    const wrong: [string, Record<string, unknown>, string][] = [
      ['collectRepayment', { loanId }, 'NOTHING_DUE'],
      ['collectRepayment', { loanId, amount: yuan('0.00') }, 'AMOUNT_NOT_POSITIVE'],
      ['collectRepayment', { loanId, amount: yuan('-1.00') }, 'AMOUNT_NOT_POSITIVE'],
      ['collectRepayment', { loanId, amount: yuan('0.005') }, 'AMOUNT_TOO_PRECISE'],
      ['collectRepayment', { loanId, amount: { amount: '1.00', currency: 'USD' } }, 'CURRENCY_MISMATCH'],
      ['collectRepayment', { loanId, amount: yuan('500.01') }, 'REPAYMENT_EXCEEDS_DEBT'],
      ['collectRepayment', { loanId: bare, amount: yuan('1.00') }, 'MANDATE_MISSING'],
      ['collectRepayment', { loanId: 'loan_none' }, 'NOT_FOUND'],
      ['cancelCollection', { collectionId: 'coll_none', reason: 'x' }, 'NOT_FOUND'],
      ['recordReturnedDebit', { collectionId: 'coll_none', reason: 'x' }, 'NOT_FOUND'],
      ['recordReturnedDebit', { collectionId: 'coll_none', reason: ' ' }, 'INPUT_INVALID'],
      ['recordMandate', { borrowerId, reference: '', accountReference: 'a' }, 'INPUT_INVALID'],
      [
        'recordMandate',
        { borrowerId, reference: 'r', accountReference: 'a', validUntil: '2020-01-01' },
        'BUSINESS_DATE_PASSED',
      ],
      ['recordMandate', { borrowerId: 'borrower_none', reference: 'r', accountReference: 'a' }, 'NOT_FOUND'],
      ['revokeMandate', { mandateId: 'mandate_none', reason: 'x' }, 'NOT_FOUND'],
    ];
    for (const [mutation, input, reason] of wrong)
      expect([mutation, input, await reasonOf(mutation, { ...key, ...input })]).toEqual([
        mutation,
        input,
        reason,
      ]);
    const policy = { idempotencyKey: 'p', automatic: true };
    const refused = [
      { retryAfterDays: [0] },
      { retryAfterDays: Array<number>(11).fill(1) },
      { caseFromBucket: 'X1' },
    ];
    for (const input of refused)
      expect(
        (await bank.owner.refusalOf('setCollectionPolicy', { ...policy, ...input })).extensions.reason,
      ).toBe('INPUT_INVALID');
    expect(await reasonOf('setCollectionPolicy', policy)).toBe('FORBIDDEN');
    expect((await collectionBook(platform)).length).toBe(before);
  });
});

describe('a mandate', () => {
  it('stands alone, hides its account, and takes nothing once it is revoked', async () => {
    const { borrowerId, mandateId, lineId } = await aLineWithMandate(bank, 'mandate');
    const again = { idempotencyKey: 'm2', borrowerId, reference: 'M-2', accountReference: 'other' };
    expect(await reasonOf('recordMandate', again)).toBe('MANDATE_EXISTS');
    const query = 'query ($id: ID!) { mandates(borrowerId: $id) { id status accountReference } }';
    const shown = { id: mandateId, status: 'ACTIVE', accountReference: 'account mandate' };
    expect(await bank.lender.ask(query, { id: borrowerId })).toEqual({ mandates: [shown] });
    expect(await bank.productManager.ask(query, { id: borrowerId })).not.toEqual({ mandates: [shown] });
    const [row] = await queryAll(platform, 'SELECT account FROM lending.mandate WHERE id = $1', [mandateId]);
    expect(row?.['account']).toMatch(/^fx1\./);
    const loanId = await aLoan(bank, lineId, '500.00', 'draw mandate');
    const revoked = { idempotencyKey: 'revoke', mandateId, reason: 'the borrower asked' };
    expect(await bank.lender.do('revokeMandate', revoked, 'status')).toEqual({ status: 'REVOKED' });
    expect(await reasonOf('revokeMandate', { ...revoked, idempotencyKey: 'r2' })).toBe('STATE_CONFLICT');
    expect(await reasonOf('collectRepayment', { idempotencyKey: 'gone', loanId, amount: yuan('1.00') })).toBe(
      'MANDATE_MISSING',
    );
  });
});

it('leaves books that balance and agree with the bank', async () => {
  const found = await eventually(20_000, async () => {
    const list = await findings(platform);
    return list.length === 0 ? list : undefined;
  }).catch(() => findings(platform));
  expect(found).toEqual([]);
});
