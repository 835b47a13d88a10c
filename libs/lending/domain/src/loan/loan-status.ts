/**
 * The states of a loan: one drawdown on a credit line.
 *
 * - `PENDING`: accepted; the line is reserved and a pending journal entry is written. The bank has not been called.
 *   Left when the order is about to be sent, or when it is called off before that (→ `FAILED`).
 * - `DISBURSING`: the bank may have the order. Entered **before** the bank is called, so that after a crash it is asked
 *   what became of it. Left only by a definite answer: paid (→ `ACTIVE`) or refused (→ `FAILED`).
 * - `ACTIVE`: the money is with the borrower; interest accrues. Left when all is repaid (→ `CLOSED`) or when its due day
 *   ends with something still owed (→ `OVERDUE`).
 * - `OVERDUE`: as active, with something past its due day. Left when that is paid (→ `ACTIVE`), when all is repaid, or by write-off.
 * - `CLOSED`: principal and interest are paid. Final.
 * - `WRITTEN_OFF`: the bank gave up on it. Final; what still comes in is a recovery.
 * - `FAILED`: no money ever moved; the entry is voided and the line released. Final.
 */
import { follow, type TransitionTable } from '../transition/transition-table.js';

export type LoanStatus =
  'PENDING' | 'DISBURSING' | 'ACTIVE' | 'OVERDUE' | 'CLOSED' | 'WRITTEN_OFF' | 'FAILED';

export type LoanEvent =
  | 'SEND_TO_BANK'
  | 'CONFIRM_DISBURSEMENT'
  | 'REFUSE_DISBURSEMENT'
  | 'MISS_DUE_DATE'
  | 'CATCH_UP'
  | 'PAY_OFF'
  | 'WRITE_OFF';

export const loanTransitions: TransitionTable<LoanStatus, LoanEvent> = {
  SEND_TO_BANK: { from: ['PENDING'], to: 'DISBURSING' },
  CONFIRM_DISBURSEMENT: { from: ['DISBURSING'], to: 'ACTIVE' },
  REFUSE_DISBURSEMENT: { from: ['PENDING', 'DISBURSING'], to: 'FAILED' },
  MISS_DUE_DATE: { from: ['ACTIVE'], to: 'OVERDUE' },
  CATCH_UP: { from: ['OVERDUE'], to: 'ACTIVE' },
  PAY_OFF: { from: ['ACTIVE', 'OVERDUE'], to: 'CLOSED' },
  WRITE_OFF: { from: ['OVERDUE'], to: 'WRITTEN_OFF' },
};

/** The loan's state after an event. Fails with STATE_CONFLICT. */
export function transition(status: LoanStatus, event: LoanEvent): LoanStatus {
  return follow(loanTransitions, 'loan', status, event);
}

/** Whether the borrower has the money, so that interest accrues and repayments are taken. */
export function isOutstanding(status: LoanStatus): boolean {
  return status === 'ACTIVE' || status === 'OVERDUE';
}
