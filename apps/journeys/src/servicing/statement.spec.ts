import { aLine, aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { addDays, LoanDesk } from '../one-loan/loan-desk.fixture.js';

jest.setTimeout(120_000);

const platform = newPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

interface Statement {
  readonly loan: { readonly id: string };
  readonly csv: string;
  readonly zh: string;
  readonly lines: readonly {
    readonly on: string;
    readonly kind: string;
    readonly paid: { readonly amount: string };
    readonly principal: { readonly amount: string };
    readonly interest: { readonly amount: string };
    readonly outstanding: { readonly amount: string };
  }[];
}

it('says entry by entry what happened to a loan, also as a file in both languages', async () => {
  const desk = new LoanDesk(bank);
  const { lineId } = await aLine(bank, 'Li');
  const loanId = await aLoan(bank, lineId, '10000.00', 'a statement');
  const { drawnOn } = await desk.loanOf(loanId);
  await desk.passDays(2);
  const { id: repaymentId } = await desk.repay(loanId, '1008.00');
  await bank.lender.do(
    'reverseRepayment',
    { idempotencyKey: 'undo', repaymentId, reason: 'a mistake' },
    'id',
  );
  await bank.lender.do('repay', { idempotencyKey: 'all', loanId, amount: yuan('10008.00') }, 'id');
  const { statement } = await bank.lender.ask<{ statement: Statement }>(
    `query ($id: ID!) { statement: loanStatement(loanId: $id) { loan { id } csv zh: csv(language: ZH)
       lines { on kind paid { amount } principal { amount } interest { amount } outstanding { amount } } } }`,
    { id: loanId },
  );
  const shown = statement.lines.map(({ on, kind, paid, principal, interest, outstanding }) =>
    [on, kind, paid.amount, principal.amount, interest.amount, outstanding.amount].join(' '),
  );
  const paidOn = addDays(drawnOn, 2);
  expect(shown).toEqual([
    `${drawnOn} DRAWDOWN -10000.00 10000.00 0.00 10000.00`,
    `${drawnOn} ACCRUAL 0.00 0.00 4.00 10000.00`,
    `${addDays(drawnOn, 1)} ACCRUAL 0.00 0.00 4.00 10000.00`,
    `${paidOn} REPAYMENT 1008.00 -1000.00 -8.00 9000.00`,
    `${paidOn} REVERSAL -1008.00 1000.00 8.00 10000.00`,
    `${paidOn} REPAYMENT 10008.00 -10000.00 -8.00 0.00`,
  ]);
  expect(statement.loan.id).toBe(loanId);
  const rows = statement.csv.split('\r\n');
  expect(rows[0]).toBe('date,kind,paid,principal,interest,fee,penalty,outstanding,currency,entry');
  expect(rows[1]).toMatch(`${drawnOn},DRAWDOWN,-10000.00,10000.00,0.00,0.00,0.00,10000.00,CNY,entry_`);
  expect(rows).toHaveLength(8);
  expect(statement.zh.split('\r\n')[1]).toMatch(`${drawnOn},放款,`);
});
