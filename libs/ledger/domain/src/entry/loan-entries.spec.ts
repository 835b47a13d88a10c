import { parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import { disbursementPending, interestAccrued, repaymentReceived } from './loan-entries.js';

const currency = parseCurrency('CNY');
const bookedOn = parseBusinessDate('2026-11-22');
const loan = { loanId: 'loan_1', amountMinor: 1_000_000n, currency, bookedOn };
const repayment = { repaymentId: 'repay_1', loanId: 'loan_1', currency, bookedOn };

describe('the entries of a loan', () => {
  it('holds a drawdown pending under the id of its loan', () => {
    expect(disbursementPending(loan)).toEqual({
      status: 'pending',
      bookedOn,
      causeType: 'drawdown',
      causeId: 'loan_1',
      description: 'Drawdown of loan loan_1',
      postings: [
        { accountCode: '1301', side: 'debit', amountMinor: 1_000_000n, currency },
        { accountCode: '1001', side: 'credit', amountMinor: 1_000_000n, currency },
      ],
    });
  });

  it("posts a day's interest as income that is still to be received", () => {
    expect(interestAccrued({ ...loan, amountMinor: 5_000n })).toMatchObject({
      status: 'posted',
      causeType: 'accrual',
      causeId: 'loan_1',
      postings: [
        { accountCode: '1311', side: 'debit', amountMinor: 5_000n },
        { accountCode: '6011', side: 'credit', amountMinor: 5_000n },
      ],
    });
  });

  it('posts a repayment against interest and principal as it was allocated', () => {
    const entry = repaymentReceived({
      ...repayment,
      allocation: { interestMinor: 5_000n, principalMinor: 95_000n },
    });
    expect(entry).toMatchObject({
      status: 'posted',
      causeType: 'repayment',
      causeId: 'repay_1',
      postings: [
        { accountCode: '1001', side: 'debit', amountMinor: 100_000n },
        { accountCode: '1311', side: 'credit', amountMinor: 5_000n },
        { accountCode: '1301', side: 'credit', amountMinor: 95_000n },
      ],
    });
  });

  it('leaves out the part that got nothing', () => {
    const interestOnly = repaymentReceived({
      ...repayment,
      allocation: { interestMinor: 7n, principalMinor: 0n },
    });
    expect(interestOnly.postings.map((posting) => posting.accountCode)).toEqual(['1001', '1311']);
    const principalOnly = repaymentReceived({
      ...repayment,
      allocation: { interestMinor: 0n, principalMinor: 7n },
    });
    expect(principalOnly.postings.map((posting) => posting.accountCode)).toEqual(['1001', '1301']);
  });

  it.each([
    ['a drawdown', () => disbursementPending({ ...loan, amountMinor: 0n })],
    ['interest', () => interestAccrued({ ...loan, amountMinor: 0n })],
    [
      'a repayment',
      () => repaymentReceived({ ...repayment, allocation: { interestMinor: 0n, principalMinor: 0n } }),
    ],
  ])('writes no entry for %s of nothing', (_, attempt) => {
    expect(attempt).toThrow(Error);
  });
});
