import type { BusinessDate } from '@fanxing/kernel';
import { loanAccounts, type Payout } from '@fanxing/lending-domain';
import { newId } from '@fanxing/runtime/identifier';
import { addMovement, type Movements } from '../day/servicing-bookings.js';

/**
 * What is kept when a loan is paid out, each fee an entry of its own: income of the day of the payment, and so much less out of the
 * funding account than the drawdown's entry says. Its cause is the loan, under whose id the bank knows the payment.
 */
export function feeBookings(loanId: string, { fees }: Payout, on: BusinessDate): Movements {
  const moved: Movements = { entries: [], movements: [] };
  for (const { minor } of fees) {
    if (minor === 0n) continue;
    const id = newId('journalEntry');
    moved.entries.push({ id, on, causeType: 'fee', causeId: loanId });
    addMovement(
      moved,
      id,
      loanId,
      new Map([
        [loanAccounts.funding, minor],
        [loanAccounts.feeIncome, -minor],
      ]),
    );
  }
  return moved;
}
