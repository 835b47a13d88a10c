import { money } from '@fanxing/kernel';
import type { DisbursementInstruction } from '@fanxing/bank';
import type { TenantKeys } from '@fanxing/runtime/encryption';
import { openPayee } from '../borrower/sealed-borrower.js';
import type { Disbursement } from './settle-disbursement.js';

/** The loan's id is the bank's reference, so the same drawdown is the same order however often it is given. */
export function instructionFor(
  keys: TenantKeys,
  { loanId, loan, payout, payee }: Disbursement,
): DisbursementInstruction {
  return {
    reference: loanId,
    amount: money(payout.paidOutMinor, loan.currency),
    beneficiary: { accountReference: openPayee(keys, payee) },
  };
}
