import { aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { disagreementsIn } from './agreement.fixture.js';
import { aLineUnder, publishServiced } from './serviced-product.fixture.js';

jest.setTimeout(180_000);

const platform = sharedPlatform();
let bank: Tenant;
let desk: LoanDesk;
let lineId: string;

const parties = ['lead bank', 'second bank', 'fund'];

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  desk = new LoanDesk(bank);
  const productId = await publishServiced(bank, 'joint', {
    upfrontFees: [{ name: 'service', charged: 'DEDUCTED', rate: '0.0123' }],
    repayment: {
      method: 'EQUAL_INSTALMENT',
      periods: 6,
      every: { unit: 'MONTH', count: 1 },
      feeAmount: '3.33',
    },
    servicing: {
      overpayment: 'KEEP',
      penalty: { dailyRate: '0.0007', compounding: 'COMPOUND' },
      nonAccrualAfterDays: 60,
      provisioning: { basis: 'EXPECTED_LOSS' },
    },
  });
  ({ lineId } = await aLineUnder(bank, productId, 'Qian'));
  const { id: proposalId } = await bank.owner.do<{ id: string }>(
    'proposeFundingAgreement',
    {
      idempotencyKey: 'joint',
      productId,
      validFrom: await desk.passDays(1),
      reason: 'joint lending',
      parties: [
        { party: parties[0], share: '1/7' },
        { party: parties[1], share: '3/7' },
        { party: parties[2], share: '3/7' },
      ],
      remainder: 'LEAD',
      leadParty: parties[0],
    },
    'id',
  );
  await bank.approver.do('approveLedgerProposal', { proposalId }, 'status');
});
afterAll(destroyPlatforms);

let turn = 0;
const because = (loanId: string) => {
  turn += 1;
  return { idempotencyKey: `change ${turn}`, loanId };
};
const repay = (loanId: string, amount: string) =>
  bank.lender.do<{ id: string }>('repay', { ...because(loanId), amount: yuan(amount) }, 'id');

/** The one query, and the database's own sums beside it. */
async function mustReconcile(): Promise<void> {
  const { ledgerReconciliation } = await bank.owner.ask<{ ledgerReconciliation: unknown }>(
    '{ ledgerReconciliation { holds differences { kind id ledgerMinor subLedgerMinor } } }',
  );
  expect(ledgerReconciliation).toEqual({ holds: true, differences: [] });
  expect(await disagreementsIn(platform)).toEqual([]);
}

/** What the parties have of one loan in an account, in minor units, the lead first. */
async function sharesOf(loanId: string, code: string): Promise<number[]> {
  const rows = await queryAll<{ party: string; minor: string }>(
    platform,
    `SELECT party, sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END)::text AS minor
     FROM ledger.share_posting WHERE subject_id = $1 AND account_code = $2 GROUP BY party`,
    [loanId, code],
  );
  return parties.map((party) => Number(rows.find((row) => row.party === party)?.minor ?? 0));
}

const sumOf = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);

describe('a loan that three parties fund', () => {
  let loanId: string;

  it('shares its principal and the fee that was kept, the remainder with the lead', async () => {
    loanId = await aLoan(bank, lineId, '1000.01', 'joint');
    expect(await sharesOf(loanId, '1301')).toEqual([14_287, 42_857, 42_857]);
    expect(sumOf(await sharesOf(loanId, '6021'))).toBe(-1_230);
    await mustReconcile();
  });

  it('shares what is overdue: penalties, fees, provisions, interest that is no income any more', async () => {
    await desk.passDays(33);
    await mustReconcile();
    const before = await sharesOf(loanId, '1331');
    expect(sumOf(before)).toBeGreaterThan(0);
    expect(sumOf(await sharesOf(loanId, '1321'))).toBe(333);
    expect(sumOf(await sharesOf(loanId, '1391'))).toBeLessThan(0);
  });

  it('shares a repayment in parts, and a reversal of it', async () => {
    const { id: repaymentId } = await repay(loanId, '77.77');
    await mustReconcile();
    await bank.lender.do(
      'reverseRepayment',
      { idempotencyKey: 'undo', repaymentId, reason: 'a mistake' },
      'id',
    );
    await mustReconcile();
    await repay(loanId, '3.33');
    await mustReconcile();
  });

  it('shares new terms that make interest principal, to the last cent', async () => {
    await bank.riskOfficer.do(
      'restructureLoan',
      { ...because(loanId), periods: 3, capitaliseInterest: true, reason: 'a flood' },
      'id',
    );
    expect(await sharesOf(loanId, '1311')).toEqual([0, 0, 0]);
    await mustReconcile();
  });

  it('shares the loss when it is written off, and what is recovered of it', async () => {
    await desk.passDays(95);
    await mustReconcile();
    await bank.riskOfficer.do('writeOffLoan', { ...because(loanId), reason: 'gone' }, 'status');
    await mustReconcile();
    expect(await sharesOf(loanId, '1301')).toEqual([0, 0, 0]);
    expect(await sharesOf(loanId, '1391')).toEqual([0, 0, 0]);
    const lost = await sharesOf(loanId, '6711');
    expect(sumOf(lost)).toBeGreaterThan(100_000);
    await repay(loanId, '100.01');
    await mustReconcile();
    const left = await sharesOf(loanId, '6711');
    expect(sumOf(left)).toBeLessThan(sumOf(lost));
    const { loan } = await bank.lender.ask<{ loan: { status: string } }>(
      'query ($id: ID!) { loan(id: $id) { status } }',
      { id: loanId },
    );
    expect(loan.status).toBe('WRITTEN_OFF');
  });

  it('shares what was paid too much and is paid back, and leaves nothing on anybody in the end', async () => {
    const id = await aLoan(bank, lineId, '500.03', 'too much');
    await desk.passDays(10);
    await repay(id, '600.00');
    await mustReconcile();
    const kept = await sharesOf(id, '2202');
    const back = (-sumOf(kept) / 100).toFixed(2);
    await bank.lender.do('refundOverpayment', { ...because(id), amount: yuan(back) }, 'id');
    await mustReconcile();
    for (const code of ['1301', '1311', '1321', '1331', '1391', '2202'])
      expect(await sharesOf(id, code)).toEqual([0, 0, 0]);
    const income = sumOf(await sharesOf(id, '6011')) + sumOf(await sharesOf(id, '6021'));
    expect(sumOf(await sharesOf(id, '1001'))).toBe(-income);
  });

  it('gives each party books of its own that balance, and that add up to the whole', async () => {
    const books = await Promise.all(
      parties.map(async (party) => {
        const { fundingPartyBooks } = await bank.owner.ask<{
          fundingPartyBooks: { balanced: boolean; accounts: { code: string; balance: { amount: string } }[] };
        }>(
          'query ($party: String!) { fundingPartyBooks(party: $party) { balanced accounts { code balance { amount } } } }',
          { party },
        );
        expect(fundingPartyBooks.balanced).toBe(true);
        return fundingPartyBooks.accounts;
      }),
    );
    const whole = await queryAll<{ code: string; minor: string }>(
      platform,
      'SELECT code, sum(amount_minor)::text AS minor FROM lending.sub_ledger GROUP BY code',
    );
    for (const { code, minor } of whole) {
      const amounts = books.map(
        (accounts) => accounts.find((each) => each.code === code)?.balance.amount ?? '0',
      );
      expect([code, Math.round(sumOf(amounts.map(Number)) * 100)]).toEqual([code, Number(minor)]);
    }
    expect(await findings(platform)).toEqual([]);
  });
});
