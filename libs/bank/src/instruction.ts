import { Fault, type Money } from '@fanxing/kernel';

/** Money that a partner bank is told to pay out. `reference` is the bank's only handle to pay it no more than once. */
export interface DisbursementInstruction {
  /** 1 to 64 letters, digits, `_`, `-`, `.` or `:`, beginning with a letter or digit; a loan's id is one. */
  readonly reference: string;
  readonly amount: Money;
  readonly beneficiary: {
    /** The borrower's account as the bank knows it. */
    readonly accountReference: string;
  };
}

const referencePattern = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** Refuses what no bank could pay. Fails with INPUT_INVALID or AMOUNT_NOT_POSITIVE. */
export function checkInstruction({ reference, amount, beneficiary }: DisbursementInstruction): void {
  if (!referencePattern.test(reference)) {
    const problem = 'the reference must be 1 to 64 letters, digits, "_", "-", "." or ":"';
    throw new Fault('INPUT_INVALID', { problem }, 'instruction.reference');
  }
  if (amount.minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'instruction.amount');
  const { length } = beneficiary.accountReference;
  if (length < 1 || length > 128) {
    const problem = 'the account of the beneficiary must be 1 to 128 characters';
    throw new Fault('INPUT_INVALID', { problem }, 'instruction.beneficiary.accountReference');
  }
}
