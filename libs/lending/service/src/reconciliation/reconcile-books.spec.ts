import { ask } from '@fanxing/testing';
import { LendingDesk, today, type Tenant } from '../books/lending-desk.fixture.js';

jest.setTimeout(120_000);

let desk: LendingDesk;
beforeAll(async () => {
  desk = await LendingDesk.open();
});
afterAll(() => desk?.close());

describe('the books beside the loans', () => {
  const reconcile =
    '{ ledgerReconciliation { holds entries loans differences { kind id ledgerMinor subLedgerMinor currency } } }';
  const report = async (tenant: Tenant) =>
    (
      await ask<{
        ledgerReconciliation: {
          holds: boolean;
          entries: number;
          loans: number;
          differences: { kind: string; id: string }[];
        };
      }>(desk.service, tenant.auditor, reconcile)
    ).ledgerReconciliation;

  it('agree after draws, failures, interest and repayments', async () => {
    const tenant = await desk.aTenant();
    const line = await desk.aLine(tenant, 10_000_000n);
    const loan = await desk.aLoan(tenant, line, 50_000n);
    await desk.settle(tenant, await desk.draw(tenant, line, 1_000n), false);
    await desk.draw(tenant, line, 2_000n);
    await desk.accrue(tenant, loan, 25n, today);
    await desk.repay(tenant, loan, 20_000n);
    expect(await report(tenant)).toEqual({ holds: true, entries: 5, loans: 3, differences: [] });
  });

  it.each([
    [
      'a loan that owes less',
      'UPDATE lending.loan SET outstanding_minor = outstanding_minor - 1 WHERE id = $1',
      ['PRINCIPAL', 'LINE_USE'],
    ],
    [
      'a loan of another amount',
      'UPDATE lending.loan SET principal_minor = principal_minor + 1 WHERE id = $1',
      ['LOAN_ENTRY'],
    ],
    [
      'interest that no entry has',
      'UPDATE lending.accrual SET amount_minor = amount_minor + 1 WHERE loan_id = $1',
      ['ACCRUAL_ENTRY'],
    ],
    [
      'interest paid that was not',
      'UPDATE lending.loan SET interest_paid_minor = interest_paid_minor - 1 WHERE id = $1',
      ['INTEREST_RECEIVABLE'],
    ],
    [
      'a repayment of another amount',
      'UPDATE lending.repayment SET amount_minor = amount_minor + 1, principal_minor = principal_minor + 1 WHERE loan_id = $1',
      ['REPAYMENT_ENTRY'],
    ],
    ['a repayment that is gone', 'DELETE FROM lending.repayment WHERE loan_id = $1', ['ENTRY_WITHOUT_CAUSE']],
    [
      'a line that is used more',
      'UPDATE lending.credit_line SET used_minor = used_minor + 1 WHERE id = (SELECT credit_line_id FROM lending.loan WHERE id = $1)',
      ['LINE_USE'],
    ],
  ])('name %s', async (_, sql, kinds) => {
    const tenant = await desk.aTenant();
    const loan = await desk.aLoan(tenant, await desk.aLine(tenant, 10_000_000n), 50_000n);
    await desk.accrue(tenant, loan, 25n, today);
    await desk.repay(tenant, loan, 20_000n);
    await desk.admin.query(sql, [loan]);
    const { holds, differences } = await report(tenant);
    expect([holds, differences.map(({ kind }) => kind)]).toEqual([false, kinds]);
  });

  it('name an entry that was tampered with behind the triggers', async () => {
    const tenant = await desk.aTenant();
    const loan = await desk.aLoan(tenant, await desk.aLine(tenant, 10_000_000n), 50_000n);
    await desk.admin.query("SET session_replication_role = 'replica'");
    await desk.admin.query(
      `UPDATE ledger.posting SET amount_minor = amount_minor + 1 WHERE side = 'debit' AND entry_id = (SELECT entry_id FROM lending.loan WHERE id = $1)`,
      [loan],
    );
    await desk.admin.query('RESET session_replication_role');
    const { differences } = await report(tenant);
    expect(differences.map(({ kind }) => kind)).toEqual(['ENTRY_UNBALANCED', 'LOAN_ENTRY', 'PRINCIPAL']);
  });
});
