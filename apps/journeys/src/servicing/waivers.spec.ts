import { aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { disagreementsIn } from './agreement.fixture.js';
import { aLineUnder, publishServiced } from './serviced-product.fixture.js';
import { standing, type Shown } from './shown-loan.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;
let desk: LoanDesk;
let byTheDay: string;
let inInstalments: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  desk = new LoanDesk(bank);
  byTheDay = await publishServiced(bank, 'by-the-day', {
    termDays: 20,
    servicing: {
      penalty: { dailyRate: '0.0002', graceDays: 0 },
      allocationOrder: ['PRINCIPAL', 'INTEREST', 'FEE', 'PENALTY'],
      allocationBy: 'KIND',
    },
  });
  inInstalments = await publishServiced(bank, 'in-instalments', {
    repayment: {
      method: 'EQUAL_INSTALMENT',
      periods: 6,
      every: { unit: 'MONTH', count: 1 },
      feeAmount: '5.00',
    },
  });
});
afterAll(destroyPlatforms);

async function shown(id: string): Promise<Shown> {
  const { loan } = await bank.lender.ask<{ loan: Shown }>(
    `query ($id: ID!) { loan(id: $id) { ${standing} } }`,
    { id },
  );
  return loan;
}

const waive = (loanId: string, key: string, amounts: Record<string, unknown>): Promise<unknown> =>
  bank.riskOfficer.do(
    'waiveCharges',
    { idempotencyKey: key, loanId, reason: 'flood', ...amounts },
    'status interestDue { amount } penaltyDue { amount }',
  );

const agreement = async (): Promise<void> => expect(await disagreementsIn(platform)).toEqual([]);

describe('what a borrower is let off', () => {
  let loanId: string;

  it('is owed no more and no income any more, once for a key', async () => {
    const { lineId } = await aLineUnder(bank, byTheDay, 'Zhou');
    loanId = await aLoan(bank, lineId, '10000.00', 'late');
    await desk.passDays(30);
    // 30 days at 0.0004, and 10 days late at 0.0002.
    expect(await shown(loanId)).toMatchObject({
      interestDue: { amount: '120.00' },
      penaltyDue: { amount: '20.00' },
    });
    for (const _ of [1, 2])
      expect(await waive(loanId, 'once', { penalty: yuan('15.00'), interest: yuan('20.00') })).toEqual({
        status: 'OVERDUE',
        interestDue: { amount: '100.00' },
        penaltyDue: { amount: '5.00' },
      });
    await agreement();
    const { loanStatement } = await bank.lender.ask<{ loanStatement: { lines: { kind: string }[] } }>(
      `query ($id: ID!) { loanStatement(loanId: $id) { lines { kind interest { amount } penalty { amount } } } }`,
      { id: loanId },
    );
    expect(loanStatement.lines.filter(({ kind }) => kind === 'WAIVER')).toEqual([
      { kind: 'WAIVER', interest: { amount: '-20.00' }, penalty: { amount: '-15.00' } },
    ]);
  });

  it('stays so when an earlier repayment is undone', async () => {
    const repaid = await desk.repay(loanId, '50.00');
    await desk.passDays(1);
    await waive(loanId, 'later', { interest: yuan('4.00') });
    const input = { idempotencyKey: 'undo', repaymentId: repaid.id, reason: 'not theirs' };
    await bank.lender.do('reverseRepayment', input, 'reversed');
    // 31 days less 24.00; 11 days of penalty less 15.00.
    expect(await shown(loanId)).toMatchObject({
      outstanding: { amount: '10000.00' },
      interestDue: { amount: '100.00' },
      penaltyDue: { amount: '7.00' },
    });
    await agreement();
  });

  it('closes a loan of which nothing else is owed', async () => {
    await bank.lender.do('repay', { idempotencyKey: 'nearly all', loanId, amount: yuan('10100.00') }, 'id');
    const left = await shown(loanId);
    expect(left).toMatchObject({ status: 'OVERDUE' });
    const { interestDue, penaltyDue } = left as unknown as Record<
      'interestDue' | 'penaltyDue',
      { amount: string }
    >;
    expect(
      await waive(loanId, 'the rest', {
        interest: yuan(interestDue.amount),
        penalty: yuan(penaltyDue.amount),
      }),
    ).toMatchObject({ status: 'CLOSED' });
    await agreement();
  });

  it.each([
    ['more penalty than is owed', { penalty: yuan('0.01') }, 'WAIVER_EXCEEDS_DEBT', 'input.penalty'],
    ['a fee that is not due', { fee: yuan('5.00') }, 'WAIVER_EXCEEDS_DEBT', 'input.fee'],
    ['nothing', {}, 'AMOUNT_NOT_POSITIVE', 'input'],
    ['less than nothing', { interest: yuan('-1.00') }, 'AMOUNT_NOT_POSITIVE', 'input.interest'],
    [
      'another currency',
      { interest: { amount: '1.00', currency: 'USD' } },
      'CURRENCY_MISMATCH',
      'input.interest.currency',
    ],
  ])('can not be %s', async (what, amounts, reason, path) => {
    const { lineId } = await aLineUnder(bank, inInstalments, `of ${what}`);
    const fresh = await aLoan(bank, lineId, '1000.00', what);
    const input = { idempotencyKey: what, loanId: fresh, reason: 'flood', ...amounts };
    const before = await shown(fresh);
    expect((await bank.riskOfficer.refusalOf('waiveCharges', input)).extensions).toMatchObject({
      reason,
      path,
    });
    expect((await bank.lender.refusalOf('waiveCharges', input)).extensions.code).toBe('FORBIDDEN');
    expect(await shown(fresh)).toEqual(before);
    await agreement();
  });

  it('is nothing of a loan that is closed', async () => {
    const input = { idempotencyKey: 'closed', loanId, reason: 'flood', interest: yuan('1.00') };
    expect((await bank.riskOfficer.refusalOf('waiveCharges', input)).extensions.reason).toBe(
      'STATE_CONFLICT',
    );
  });
});

describe('a payment holiday', () => {
  it('asks for nothing for as long as was agreed, and ends on time', async () => {
    const { lineId } = await aLineUnder(bank, inInstalments, 'Wu');
    const loanId = await aLoan(bank, lineId, '6000.00', 'holiday');
    const input = { loanId, periods: 6, moratorium: 2, reason: 'maternity' };
    await bank.riskOfficer.do('restructureLoan', { ...input, idempotencyKey: 'rest' }, 'id');
    const { instalments } = (await shown(loanId)).schedule;
    const asked = instalments.filter(({ number }) => number > instalments.length - 6);
    expect(asked.map(({ total }) => total.amount === '0.00')).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    await desk.passDays(70);
    expect(await shown(loanId)).toMatchObject({ status: 'ACTIVE', bucket: 'M0' });
    await desk.passDays(30);
    expect(await shown(loanId)).toMatchObject({ status: 'OVERDUE' });
    await agreement();
  });

  it('can not be longer than the loan, nor for one by the day', async () => {
    const refusedFor = async (product: string, more: Record<string, number>) => {
      const { lineId } = await aLineUnder(
        bank,
        product,
        `holiday ${JSON.stringify(more)} ${product.slice(-6)}`,
      );
      const loanId = await aLoan(bank, lineId, '1000.00', `holiday ${lineId}`);
      const input = { idempotencyKey: lineId, loanId, periods: 6, reason: 'maternity', ...more };
      return (await bank.riskOfficer.refusalOf('restructureLoan', input)).extensions;
    };
    for (const name of ['moratorium', 'graceOnPrincipal', 'graceOnInterest']) {
      const wrong = { reason: 'INPUT_INVALID', path: `input.${name}` };
      expect(await refusedFor(inInstalments, { [name]: 6 })).toMatchObject(wrong);
      expect(await refusedFor(inInstalments, { [name]: -1 })).toMatchObject(wrong);
      expect(await refusedFor(byTheDay, { [name]: 1 })).toMatchObject(wrong);
    }
  });
});
