import type { CurrencyCode } from '@fanxing/kernel';

/** One thing that the books and the loans tell differently. */
export interface LedgerDifference {
  readonly kind:
    | 'ENTRY_UNBALANCED'
    | 'ENTRY_EMPTY'
    | 'ENTRY_WITHOUT_CAUSE'
    | 'LOAN_ENTRY'
    | 'REPAYMENT_ENTRY'
    | 'ACCRUAL_ENTRY'
    | 'PRINCIPAL'
    | 'INTEREST_RECEIVABLE'
    | 'FEES_RECEIVABLE'
    | 'PENALTIES_RECEIVABLE'
    | 'ALLOWANCE'
    | 'OVERPAYMENTS'
    | 'LINE_USE'
    | 'SHARES';
  readonly id: string;
  readonly ledgerMinor: string | null;
  readonly subLedgerMinor: string | null;
  readonly currency: CurrencyCode | null;
}
