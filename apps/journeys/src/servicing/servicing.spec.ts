import { aLine, aLoan, draw, untilSettled, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { addDays, LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { disagreementsIn } from './agreement.fixture.js';
import { instalment, standing, type Row, type Shown } from './shown-loan.fixture.js';
import { aLineUnder, publishServiced } from './serviced-product.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;
let desk: LoanDesk;
let instalmentProduct: string;
let strictProduct: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  desk = new LoanDesk(bank);
  instalmentProduct = await publishServiced(bank, 'instalments', {
    repayment: {
      method: 'EQUAL_INSTALMENT',
      periods: 6,
      every: { unit: 'MONTH', count: 1 },
      feeAmount: '5.00',
    },
    servicing: { overpayment: 'KEEP', prepayment: 'SHORTEN' },
  });
  strictProduct = await publishServiced(bank, 'strict', {
    termDays: 20,
    servicing: {
      overpayment: 'KEEP',
      penalty: { dailyRate: '0.0002', graceDays: 2, capRate: '0.1' },
      nonAccrualAfterDays: 90,
      provisioning: { basis: 'TIER' },
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

let turn = 0;
function repay(loanId: string, amount: string, selection = 'id'): Promise<{ id: string }> {
  turn += 1;
  const input = { idempotencyKey: `repayment ${turn}`, loanId, amount: yuan(amount) };
  return bank.lender.do('repay', input, selection);
}

const disagreements = () => disagreementsIn(platform);

describe('a loan in six instalments', () => {
  let lineId: string;
  let loanId: string;
  let rows: readonly Row[];

  it('is shown before it is drawn exactly as it is booked', async () => {
    ({ lineId } = await aLineUnder(bank, instalmentProduct, 'Zhou'));
    const { previewSchedule } = await bank.lender.ask<{ previewSchedule: unknown }>(
      `query ($input: PreviewScheduleInput!) { previewSchedule(input: $input) { apr instalments { ${instalment} paid { amount } } } }`,
      { input: { creditLineId: lineId, amount: yuan('6000.00') } },
    );
    loanId = await aLoan(bank, lineId, '6000.00', 'six instalments');
    const { schedule, dueOn } = await shown(loanId);
    expect(schedule).toEqual(previewSchedule);
    rows = schedule.instalments;
    expect(rows).toHaveLength(6);
    expect(rows.at(-1)?.dueOn).toBe(dueOn);
    expect(Number(schedule.apr)).toBeGreaterThan(0.146);
    const kept = await queryAll(platform, 'SELECT number FROM lending.instalment WHERE loan_id = $1', [
      loanId,
    ]);
    expect(kept).toHaveLength(6);
  });

  it('takes an instalment on its day, and what is paid early makes fewer of them', async () => {
    const [first] = rows;
    await desk.passDays(days(await today(), first?.dueOn ?? ''));
    await repay(loanId, first?.total.amount ?? '');
    expect(await shown(loanId)).toMatchObject({
      status: 'ACTIVE',
      interestDue: { amount: '0.00' },
      feeDue: { amount: '0.00' },
    });
    const part = await repay(loanId, '3000.00', 'id principal { amount } interest { amount }');
    expect(part).toMatchObject({ principal: { amount: '3000.00' }, interest: { amount: '0.00' } });
    const { schedule, outstanding } = await shown(loanId);
    expect(schedule.instalments.length).toBeLessThan(6);
    expect(Number(outstanding.amount)).toBeLessThan(2_100);
    expect(await disagreements()).toEqual([]);
  });

  it('is closed by what was quoted; what is beyond is kept and paid back', async () => {
    const { quoteRepayment } = await bank.lender.ask<{ quoteRepayment: { total: { amount: string } } }>(
      'query ($id: ID!) { quoteRepayment(loanId: $id) { total { amount } due { amount } } }',
      { id: loanId },
    );
    const more = (Number(quoteRepayment.total.amount) + 10).toFixed(2);
    expect(await repay(loanId, more, 'id overpaid { amount }')).toMatchObject({
      overpaid: { amount: '10.00' },
    });
    expect(await shown(loanId)).toMatchObject({ status: 'CLOSED', overpaid: { amount: '10.00' } });
    const refund = { idempotencyKey: 'refund', loanId, amount: yuan('10.00') };
    expect(
      (
        await bank.lender.refusalOf('refundOverpayment', {
          ...refund,
          idempotencyKey: 'too much',
          amount: yuan('10.01'),
        })
      ).extensions.reason,
    ).toBe('CREDIT_EXCEEDED');
    for (const _ of [1, 2])
      expect(await bank.lender.do('refundOverpayment', refund, 'overpaid { amount }')).toEqual({
        overpaid: { amount: '0.00' },
      });
    expect(await disagreements()).toEqual([]);
  });
});

describe('a repayment that was a mistake', () => {
  it('is undone with all that followed, by a new entry, and only once', async () => {
    const { lineId } = await aLine(bank, 'Wu');
    const loanId = await aLoan(bank, lineId, '10000.00', 'to be mistaken about');
    await desk.passDays(10);
    const mistaken = await repay(loanId, '5000.00');
    await desk.passDays(10);
    const later = await repay(loanId, '60.00', 'id principal { amount }');
    const before = await queryAll(platform, 'SELECT count(*)::text AS entries FROM ledger.journal_entry');
    const reversal = { idempotencyKey: 'undo', repaymentId: mistaken.id, reason: 'paid for somebody else' };
    for (const _ of [1, 2])
      expect(await bank.lender.do('reverseRepayment', reversal, 'reversed')).toEqual({ reversed: true });
    const after = await queryAll(platform, 'SELECT count(*)::text AS entries FROM ledger.journal_entry');
    expect(Number(after[0]?.['entries'])).toBe(Number(before[0]?.['entries']) + 1);
    expect(await shown(loanId)).toMatchObject({
      outstanding: { amount: '10000.00' },
      interestDue: { amount: '20.00' },
    });
    const { loan } = await bank.lender.ask<{ loan: { repayments: unknown[] } }>(
      'query ($id: ID!) { loan(id: $id) { repayments { id reversed principal { amount } interest { amount } } } }',
      { id: loanId },
    );
    expect(loan.repayments).toEqual([
      { id: mistaken.id, reversed: true, principal: expect.anything(), interest: expect.anything() },
      { id: later.id, reversed: false, principal: { amount: '0.00' }, interest: { amount: '60.00' } },
    ]);
    expect(
      (await bank.lender.refusalOf('reverseRepayment', { ...reversal, idempotencyKey: 'again' })).extensions
        .code,
    ).toBe('CONFLICT');
    expect(await desk.lineOf(lineId)).toMatchObject({ used: { amount: '10000.00' } });
    expect(await disagreements()).toEqual([]);
  });
});

describe('money that comes late', () => {
  let loanId: string;
  let lineId: string;

  it('ages, bears a penalty after the grace, and is set money aside for', async () => {
    ({ lineId } = await aLineUnder(bank, strictProduct, 'Zheng'));
    loanId = await aLoan(bank, lineId, '10000.00', 'late');
    await desk.passDays(20);
    expect(await shown(loanId)).toMatchObject({
      status: 'ACTIVE',
      bucket: 'M0',
      classification: 'NORMAL',
      provision: { amount: '100.00' },
    });
    await desk.passDays(3);
    expect(await shown(loanId)).toMatchObject({
      status: 'OVERDUE',
      bucket: 'M1',
      daysPastDue: 3,
      classification: 'SPECIAL_MENTION',
      penaltyDue: { amount: '2.00' },
      provision: { amount: '200.00' },
    });
    const { loans } = await bank.lender.ask<{ loans: { edges: { node: { id: string } }[] } }>(
      '{ loans(first: 10, bucket: "M1") { edges { node { id } } } }',
    );
    expect(loans.edges.map(({ node }) => node.id)).toContain(loanId);
    expect(await disagreements()).toEqual([]);
  });

  it('is no income any more past 90 days', async () => {
    await desk.passDays(88);
    expect(await shown(loanId)).toMatchObject({
      bucket: 'M4',
      classification: 'SUBSTANDARD',
      stage: 3,
      nonAccrual: true,
      provision: { amount: '2500.00' },
    });
    expect(await disagreements()).toEqual([]);
  });

  it('can be put under new terms, which end on their day', async () => {
    const on = await today();
    const input = { idempotencyKey: 'new terms', loanId, periods: 40, dailyRate: '0.0002', reason: 'flood' };
    expect((await bank.lender.refusalOf('restructureLoan', input)).extensions.code).toBe('FORBIDDEN');
    await bank.riskOfficer.do('restructureLoan', input, 'id');
    expect(await shown(loanId)).toMatchObject({
      status: 'ACTIVE',
      dueOn: addDays(on, 40),
      classification: 'SPECIAL_MENTION',
    });
    await desk.passDays(40);
    expect(await shown(loanId)).toMatchObject({ status: 'ACTIVE' });
    await desk.passDays(1);
    expect(await shown(loanId)).toMatchObject({ status: 'OVERDUE' });
    expect(await disagreements()).toEqual([]);
  });

  it('is written off and recovered in part', async () => {
    await bank.riskOfficer.do('writeOffLoan', { idempotencyKey: 'off', loanId, reason: 'gone' }, 'id');
    expect(await shown(loanId)).toMatchObject({
      status: 'WRITTEN_OFF',
      classification: 'LOSS',
      provision: { amount: '0.00' },
    });
    expect(await disagreements()).toEqual([]);
    await repay(loanId, '2000.00');
    expect(await shown(loanId)).toMatchObject({ status: 'WRITTEN_OFF' });
    expect(await disagreements()).toEqual([]);
  });
});

describe('a credit line', () => {
  it('is frozen, let be drawn again, reviewed and closed, each with its reason', async () => {
    const { lineId } = await aLine(bank, 'Wang');
    const change = (mutation: string, more: Record<string, unknown> = {}) =>
      bank.lender.do<{ status: string }>(
        mutation,
        { idempotencyKey: `${mutation} ${turn}`, creditLineId: lineId, reason: 'early warning', ...more },
        'status available { amount }',
      );
    expect(await change('freezeCreditLine')).toMatchObject({
      status: 'FROZEN',
      available: { amount: '0.00' },
    });
    const refused = await bank.lender.refusalOf('drawDown', {
      idempotencyKey: 'frozen',
      creditLineId: lineId,
      amount: yuan('500.00'),
    });
    expect(refused.extensions).toMatchObject({
      code: 'CONFLICT',
      reason: 'STATE_CONFLICT',
      details: { status: 'FROZEN' },
    });
    expect(await change('unfreezeCreditLine')).toMatchObject({ status: 'ACTIVE' });
    expect(await change('reviewCreditLine', { limit: yuan('1500.00') })).toMatchObject({
      available: { amount: '1500.00' },
    });
    const { id } = await draw(bank, lineId, '1000.00', 'after the review');
    await untilSettled(bank, id);
    const closing = { idempotencyKey: 'close', creditLineId: lineId, reason: 'asked for' };
    expect((await bank.lender.refusalOf('closeCreditLine', closing)).extensions.code).toBe('CONFLICT');
    await repay(id, '1000.00');
    expect(await change('closeCreditLine')).toMatchObject({ status: 'CLOSED' });
    const kept = await queryAll(
      platform,
      'SELECT kind, reason FROM lending.line_event WHERE line_id = $1 ORDER BY id',
      [lineId],
    );
    expect(kept.map(({ kind }) => kind)).toEqual(['FREEZE', 'UNFREEZE', 'REVIEW', 'CLOSE']);
  });
});

it('leaves nothing for an auditor to find', async () => {
  expect((await findings(platform)).filter((finding) => !finding.includes('job'))).toEqual([]);
});

async function today(): Promise<string> {
  const { businessDate } = await bank.lender.ask<{ businessDate: string }>('{ businessDate }');
  return businessDate;
}

function days(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
